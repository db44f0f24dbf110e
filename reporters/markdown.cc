#include "reporters/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/check_text.h"
#include "model/clean_text.h"
#include "model/counted.h"
#include "model/human_number.h"
#include "reporters/diagnosis_text.h"
#include "reporters/markdown_environment.h"
#include "reporters/markdown_telemetry.h"
#include "reporters/markdown_text.h"
#include "reporters/metric_rows.h"
#include "reporters/repeat_command.h"
#include "reporters/run_text.h"
#include "reporters/time_text.h"
#include "reporters/worker_failures.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostRuns = 50;
constexpr std::size_t kMostMarkdownFailures = 20;
constexpr std::size_t kMarkdownStderrLines = 20;

void title(std::string& page, const RunResult& result) {
  page += fmt::format("# {}: {}\n\n", md_code(result.plan.name), verdict_word(result.judgement.verdict));
  if (!result.judgement.reason.empty()) page += fmt::format("**{}**\n\n", md_escaped(result.judgement.reason));
  if (result.record.ending != Ending::complete && !result.record.iterations.empty()) {
    page += "The run was cut short; the figures are of the iterations that were complete.\n\n";
  }
  page += md_fenced(result.plan.worker.display, "sh");
  page += fmt::format("\n{}  \n{}\n", md_escaped(workload_text(result.plan, "×")),
                      iso_utc_milliseconds(result.generated_at));
}

std::string status_text(CheckStatus status) {
  return is_broken(status) ? fmt::format("**{}**", to_string(status)) : std::string(to_string(status));
}

void checks(std::string& page, const std::vector<Check>& judged) {
  if (judged.empty()) return;
  page += "\n## Checks\n\n| Status | Figure | Value | Limit | Margin | |\n|---|---|--:|:--|--:|---|\n";
  for (const Check& check : judged) {
    const std::string value = check.figure ? figure_text(check) : "";
    const std::string origin = check.rule.origin_name.empty() ? "" : "profile " + check.rule.origin_name;
    page += fmt::format("| {} | {} | {} | {} | {} | {} |\n", status_text(check.status), md_code(figure_name(check)),
                        value, md_code(limit_text(check)), margin_text(check),
                        md_escaped(check.reason.empty() ? origin : check.reason));
  }
}

void diagnosis(std::string& page, const std::optional<Diagnosis>& found) {
  if (!found) return;
  page += fmt::format("\n## Diagnosis\n\n{}:\n\n", md_escaped(diagnosis_basis(*found)));
  for (const Finding& finding : found->findings) {
    page += fmt::format("1. **{}**: {}\n", to_string(finding.cause), md_escaped(finding.text));
  }
  if (!found->gaps.empty()) page += '\n';
  for (const std::string& gap : found->gaps) page += fmt::format("- {}\n", md_escaped(gap));
}

void hotspots(std::string& page, const Summary& summary) {
  if (summary.hotspots_top.empty()) return;
  page +=
      "\n## Hotspots\n\n| Function | Module | ms a run | Share | With what it calls, ms | Samples |\n"
      "|---|---|--:|--:|--:|--:|\n";
  for (const Hotspot& hotspot : summary.hotspots_top) {
    const std::string share = hotspot.share_pct ? fmt::format("{} %", human_number(*hotspot.share_pct, 1)) : "";
    const Measured total = hotspot.total_weight_ms;
    page += fmt::format("| {} | {} | {} | {} | {} | {} |\n", md_code(hotspot.frame),
                        hotspot.module.empty() ? "" : md_code(hotspot.module),
                        human_number(hotspot.weight_ms, decimals_for(hotspot.weight_ms)), share,
                        total ? human_number(*total, decimals_for(*total)) : "", hotspot.samples);
  }
}

void heap(std::string& page, const std::optional<HeapFigures>& figures) {
  if (!figures) return;
  constexpr double kBytesPerMb = 1024.0 * 1024;
  const auto in_mb = [](long long bytes) {
    const double mb = static_cast<double>(bytes) / kBytesPerMb;
    return human_number(mb, decimals_for(mb));
  };
  page +=
      "\n## Heap\n\n| Function | Source | Peak MB | Leaked MB | Allocations | Temporary |\n|---|---|--:|--:|--:|--:|\n";
  const auto row = [&](const std::string& name, const std::string& source, const HeapCosts& costs) {
    page += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, source, in_mb(costs.peak_bytes),
                        in_mb(costs.leaked_bytes), costs.allocations, costs.temporary_allocations);
  };
  row("all", "", figures->whole);
  for (const HeapSite& site : figures->sites) {
    row(md_code(site.function), site.source.empty() ? "" : md_code(site.source), site.costs);
  }
}

void metrics(std::string& page, const std::vector<MetricRow>& rows) {
  page += "\n## Metrics\n\n| Metric | Unit | mean | p50 | p95 | p99 | min | max |\n|---|---|--:|--:|--:|--:|--:|--:|\n";
  for (const MetricRow& row : rows) {
    page += fmt::format("| {} | {} |", md_code(row.path), symbol(row.unit));
    for (std::size_t column = 0; column < kMetricColumns.size(); ++column) {
      page += fmt::format(" {} |", cell_text(row, column));
    }
    page += '\n';
  }
}

void not_measured(std::string& page, const Summary& summary) {
  if (summary.not_measured.empty()) return;
  page += "\nNot measured:\n\n";
  for (const auto& [object, reason] : summary.not_measured) {
    page += fmt::format("- {}: {}\n", md_code(object), md_escaped(reason));
  }
}

void sources(std::string& page, const Summary& summary) {
  if (summary.sources.empty()) return;
  page += "\nSources:\n\n";
  for (const auto& [object, source] : summary.sources) {
    page += fmt::format("- {}: {}\n", md_code(object), md_escaped(source));
  }
}

std::string share_of(const Summary& summary, std::string_view step) {
  const Measured share = summary.value(fmt::format("resource_budget.time_budget_ms.{}_share_pct", step));
  return share ? fmt::format("{} %", human_number(*share, 1)) : "";
}

// Where an iteration's time went: the harness's own steps, and the rest, which is the worker's.
void step_timings(std::string& page, const Summary& summary, const std::vector<MetricRow>& rows) {
  constexpr std::string_view kSteps = "worker_step_timings_ms.";
  if (rows.empty()) return;
  page += "\n## Step timings\n\n| Step | mean ms | p50 ms | p95 ms | p99 ms | share |\n|---|--:|--:|--:|--:|--:|\n";
  for (const MetricRow& row : rows) {
    const std::string step = row.path.substr(kSteps.size());
    page += fmt::format("| {} | {} | {} | {} | {} | {} |\n", md_code(step), cell_text(row, 0), cell_text(row, 1),
                        cell_text(row, 2), cell_text(row, 3), share_of(summary, step));
  }
  if (const Measured rest = summary.value("resource_budget.time_budget_ms.unaccounted_time_mean_ms")) {
    page += fmt::format("| unaccounted (the worker itself) | {} | | | | {} |\n",
                        human_number(*rest, decimals_for(*rest)), share_of(summary, "unaccounted"));
  }
}

std::string amount(const Measured& value, double scale = 1) {
  return value && std::isfinite(*value) ? human_number(*value * scale, decimals_for(*value * scale)) : "";
}

std::string count(const Measured& value) { return value ? human_number(*value, 0) : ""; }

std::string outcome_text(const IterationRecord& iteration) {
  const int failed = failed_workers(iteration);
  if (failed == 0) return "ok";
  if (iteration.workers.size() == 1) return md_escaped(describe(iteration.workers.front().outcome));
  return fmt::format("{} of {} workers failed", failed, iteration.workers.size());
}

void runs(std::string& page, const RunResult& result) {
  const auto& iterations = result.record.iterations;
  if (iterations.empty()) return;
  constexpr double kKbToMb = 1.0 / 1024;
  page +=
      "\n## Runs\n\n| Iteration | Outcome | Duration ms | Runs/s | Max RSS MB | User CPU s | System CPU s | CPU % | "
      "Open "
      "fds | Children |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  for (std::size_t i = 0; i < std::min(iterations.size(), kMostRuns); ++i) {
    const IterationRecord iteration = iterations[i];
    const RunFigures& figures = iteration.figures;
    page +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", iteration.iteration,
                    outcome_text(iteration), amount(figures.duration_ms), amount(figures.throughput_runs_per_sec),
                    amount(figures.max_rss_kb, kKbToMb), amount(figures.user_cpu_sec), amount(figures.system_cpu_sec),
                    amount(figures.cpu_pct), count(figures.peak_open_fds), count(figures.peak_direct_children));
  }
  if (iterations.size() > kMostRuns) {
    page += fmt::format("\n{} more in `summary.json`.\n", iterations.size() - kMostRuns);
  }
}

void failures(std::string& page, const RunRecord& record) {
  const WorkerFailures failed = worker_failures(record, kMostMarkdownFailures);
  if (failed.shown.empty()) return;
  page += "\n## Failed workers\n";
  for (const WorkerFailure& failure : failed.shown) {
    page += fmt::format("\n### {}: {}\n\n", failure.where, md_escaped(failure.outcome));
    std::string tail;
    for (const std::string& line : last_lines(failure.stderr_tail, kMarkdownStderrLines)) tail += line + "\n";
    page += tail.empty() ? "Nothing on stderr.\n" : md_fenced(tail, "text");
  }
  if (failed.more > 0) {
    page +=
        fmt::format("\n{} in `summary.json`.\n", counted(static_cast<long long>(failed.more), "more failed worker"));
  }
}

void warnings(std::string& page, const std::vector<Warning>& given) {
  if (given.empty()) return;
  page += "\n## Warnings\n\n";
  for (const Warning& warning : given) {
    page += fmt::format("- **{}**{}{}\n", md_escaped(warning.message), warning.advice.empty() ? "" : " ",
                        md_escaped(warning.advice));
  }
}

}  // namespace

std::string render_markdown(const RunResult& result) {
  std::vector<MetricRow> rows = measured_rows(result.summary);
  const auto first_step = std::stable_partition(
      rows.begin(), rows.end(), [](const MetricRow& row) { return !row.path.starts_with("worker_step_timings_ms."); });
  const std::vector<MetricRow> steps(first_step, rows.end());
  rows.erase(first_step, rows.end());

  std::string page;
  title(page, result);
  checks(page, result.judgement.checks);
  diagnosis(page, result.diagnosis);
  if (!rows.empty()) metrics(page, rows);
  if (const std::string text = cold_warm_text(result.summary); !text.empty()) {
    page += fmt::format("\nCold and warm: {}.\n", md_escaped(text));
  }
  not_measured(page, result.summary);
  sources(page, result.summary);
  step_timings(page, result.summary, steps);
  hotspots(page, result.summary);
  heap(page, result.record.heap);
  page += markdown_telemetry(result);
  runs(page, result);
  failures(page, result.record);
  warnings(page, result.warnings);
  page += markdown_environment(result);
  page += "\n## Repeat\n\n" + md_fenced(repeat_command(result.plan), "sh");
  page += fmt::format("\nResults in {}.\n", md_code(result.run_dir.string()));
  return page;
}

}  // namespace perfbench
