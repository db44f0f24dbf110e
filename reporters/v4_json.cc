#include "reporters/v4_json.h"

#include <nlohmann/json.hpp>

#include "model/figure_catalogue.h"
#include "model/schema_version.h"
#include "reporters/json_writer.h"
#include "reporters/time_text.h"
#include "reporters/v4_environment.h"
#include "reporters/v4_hotspots.h"
#include "reporters/v4_profile.h"
#include "reporters/v4_run_entry.h"
#include "reporters/v4_value.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

void put_figure(ordered_json& summary, const Figure& figure) {
  ordered_json* place = &summary;
  for (const std::string& segment : figure.path.segments) place = &(*place)[segment];
  const std::optional<FigureSpec> spec = find_figure(figure.path);
  *place = v4_number(figure.value, spec && spec->integer);
}

// What is no figure of it: words, and lists.
void add_telemetry(ordered_json& summary, const Telemetry& telemetry) {
  for (const MetricFigures& metric : telemetry.metrics) {
    ordered_json& object = summary["otel_metrics"][metric.name];
    object["unit"] = v4_text(metric.unit);
    object["kind"] = metric.kind;
    object["quantiles"] = metric.interpolated ? "interpolated within buckets" : "of the values";
  }
  summary["otel_series"] = ordered_json::array();
  for (const SeriesFigures& series : telemetry.series) {
    ordered_json attributes = ordered_json::object();
    for (const auto& [key, value] : series.attributes) attributes[key] = value;
    summary["otel_series"].push_back({{"name", series.name},
                                      {"attributes", std::move(attributes)},
                                      {"points", v4_number(series.points, true)},
                                      {"count", v4_number(series.count, true)},
                                      {"sum", v4_number(series.sum)},
                                      {"min", v4_number(series.min)},
                                      {"max", v4_number(series.max)}});
  }
  summary["otel_phase_tree"] = ordered_json::array();
  for (const PhaseNode& node : telemetry.tree) {
    summary["otel_phase_tree"].push_back({{"name", node.name},
                                          {"depth", node.depth},
                                          {"count", v4_number(node.count, true)},
                                          {"total_ms", v4_number(node.total_ms)},
                                          {"self_ms", v4_number(node.self_ms)}});
  }
}

const Telemetry* telemetry_of(const RunRecord& record) {
  return record.telemetry && record.telemetry->received ? &*record.telemetry->received : nullptr;
}

ordered_json heap_sites_of(const HeapFigures& heap) {
  constexpr double kBytesPerMb = 1024.0 * 1024;
  ordered_json sites = ordered_json::array();
  for (const HeapSite& site : heap.sites) {
    sites.push_back({{"function", site.function},
                     {"source", v4_text(site.source)},
                     {"peak_mb", static_cast<double>(site.costs.peak_bytes) / kBytesPerMb},
                     {"leaked_mb", static_cast<double>(site.costs.leaked_bytes) / kBytesPerMb},
                     {"allocations", site.costs.allocations},
                     {"temporary_allocations", site.costs.temporary_allocations}});
  }
  return sites;
}

ordered_json summary_of(const Summary& summary, const RunRecord& record) {
  const Telemetry* telemetry = telemetry_of(record);
  ordered_json object = ordered_json::object();
  for (const Figure& figure : summary.figures) put_figure(object, figure);
  object["xctrace"]["trace_paths"] = summary.trace_paths;
  object["xctrace"]["hotspots_top"] = v4_hotspots(summary.hotspots_top);
  object.emplace("queue_cancel_metrics", ordered_json::object());
  if (telemetry != nullptr) add_telemetry(object, *telemetry);
  if (record.heap) object["heap"]["top_sites"] = heap_sites_of(*record.heap);
  object["failed_iterations"] = summary.failed_iterations;
  object["sources"] = summary.sources.empty() ? ordered_json::object() : ordered_json(summary.sources);
  object["not_measured"] = summary.not_measured.empty() ? ordered_json::object() : ordered_json(summary.not_measured);
  return object;
}

std::string_view name_of(RuleOrigin origin) {
  switch (origin) {
    case RuleOrigin::user:
      return "user";
    case RuleOrigin::profile:
      return "profile";
    case RuleOrigin::builtin:
      break;
  }
  return "builtin";
}

ordered_json checks_of(const Judgement& judgement) {
  ordered_json checks = ordered_json::array();
  for (const Check& check : judgement.checks) {
    checks.push_back({{"rule", check.rule.text},
                      {"figure", to_string(check.rule.path)},
                      {"comparison", symbol(check.rule.comparison)},
                      {"limit", v4_number(check.rule.limit)},
                      {"unit", symbol(check.rule.unit)},
                      {"value", v4_number(check.figure)},
                      {"margin_pct", v4_number(check.margin_pct)},
                      {"status", to_string(check.status)},
                      {"origin", name_of(check.rule.origin)},
                      {"origin_name", v4_text(check.rule.origin_name)},
                      {"reason", v4_text(check.reason)}});
  }
  return checks;
}

ordered_json diagnosis_of(const Diagnosis& diagnosis) {
  ordered_json findings = ordered_json::array();
  for (const Finding& finding : diagnosis.findings) {
    findings.push_back({{"cause", to_string(finding.cause)}, {"text", finding.text}});
  }
  return {{"compared_with", v4_text(diagnosis.compared_with)},
          {"good_commit", v4_text(diagnosis.good_commit)},
          {"findings", std::move(findings)},
          {"gaps", diagnosis.gaps}};
}

ordered_json warnings_of(const RunResult& result) {
  ordered_json warnings = ordered_json::array();
  for (const Warning& warning : result.warnings) {
    warnings.push_back({{"code", warning.code}, {"message", warning.message}, {"advice", v4_text(warning.advice)}});
  }
  return warnings;
}

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::complete:
      return "complete";
    case Ending::interrupted:
      return "interrupted";
    case Ending::deadline:
      return "deadline";
    case Ending::fault:
      break;
  }
  return "fault";
}

// The first iteration stands for those that were recorded after the measured ones.
RunTrace trace_of(const Summary& summary) {
  return {.path = summary.trace_paths.empty() ? "" : summary.trace_paths.front(), .hotspots = summary.hotspots_top};
}

void write_ending(JsonWriter& writer, const RunRecord& record) {
  writer.member("ending", name_of(record.ending));
  writer.member("ending_signal",
                record.ending == Ending::interrupted ? ordered_json(record.ending_signal) : ordered_json());
  writer.member("aborted", record.ending != Ending::complete);
  writer.member("aborted_workers", record.aborted_workers);
  writer.member("warmup_done", record.warmup_done);
  writer.member("warmup_failures", record.warmup_failures);
}

}  // namespace

void write_v4_json(const RunResult& result, const ByteSink& sink) {
  JsonWriter writer(sink);
  writer.begin_object();
  writer.member("schema_version", kSchemaVersion);
  writer.member("generated_at", iso_utc_milliseconds(result.generated_at));
  writer.member("run_dir", result.run_dir.string());
  writer.member("command", result.plan.worker.display);
  writer.member("config_path", nullptr);
  writer.member("verdict", to_string(result.judgement.verdict));
  writer.member("reason", v4_text(result.judgement.reason));
  writer.member("started_at", iso_utc_milliseconds(result.record.started_at));
  write_ending(writer, result.record);
  writer.member("profile", v4_profile(result.plan));
  writer.member("iterations", result.record.iterations.size());
  writer.member("checks", checks_of(result.judgement));
  writer.member("warnings", warnings_of(result));
  if (result.diagnosis) writer.member("diagnosis", diagnosis_of(*result.diagnosis));
  writer.member("environment", v4_environment(result));
  writer.member("summary", summary_of(result.summary, result.record));
  writer.key("runs");
  writer.begin_array();
  bool is_first = true;
  for (const IterationRecord& iteration : result.record.iterations) {
    writer.begin_object();
    write_v4_run_members(writer, iteration, is_first ? trace_of(result.summary) : RunTrace());
    is_first = false;
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  writer.finish();
}

std::string render_v4_iteration(const IterationRecord& iteration) {
  std::string text;
  JsonWriter writer([&](std::string_view bytes) { text += bytes; });
  writer.begin_object();
  writer.member("schema_version", kSchemaVersion);
  write_v4_run_members(writer, iteration);
  writer.end_object();
  writer.finish();
  return text;
}

}  // namespace perfbench
