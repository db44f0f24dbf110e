#include "link/report.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "link/integer.h"

// In the namespace of the types, where nlohmann looks for them.
namespace perfbench {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Warning, code, message, advice)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SignalCount, points, value_sum)

namespace {

// Absent where it was not measured; so are infinities, which JSON lacks.
void put(json& object, const char* key, const Measured& value) {
  if (value) object[key] = *value;
}

Measured measured(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

void to_json(json& value, const WorkerTelemetry& worker) {
  value = {{"batch", worker.batch},       {"worker", worker.worker},
           {"payloads", worker.payloads}, {"datapoints", worker.datapoints},
           {"spans", worker.spans},       {"log_records", worker.log_records},
           {"signals", worker.signals},   {"queue_cancel", worker.queue_cancel}};
}

void from_json(const json& value, WorkerTelemetry& worker) {
  link::read_integer(value, "batch", worker.batch);
  link::read_integer(value, "worker", worker.worker);
  link::read_integer(value, "payloads", worker.payloads);
  link::read_integer(value, "datapoints", worker.datapoints);
  link::read_integer(value, "spans", worker.spans);
  link::read_integer(value, "log_records", worker.log_records);
  value.at("signals").get_to(worker.signals);
  value.at("queue_cancel").get_to(worker.queue_cancel);
}

void to_json(json& value, const PhaseNode& node) {
  value = {{"name", node.name},
           {"depth", node.depth},
           {"count", node.count},
           {"total_ms", node.total_ms},
           {"self_ms", node.self_ms}};
}

void from_json(const json& value, PhaseNode& node) {
  value.at("name").get_to(node.name);
  link::read_integer(value, "depth", node.depth);
  value.at("count").get_to(node.count);
  value.at("total_ms").get_to(node.total_ms);
  value.at("self_ms").get_to(node.self_ms);
}

void to_json(json& value, const MetricFigures& metric) {
  value = {{"name", metric.name},     {"unit", metric.unit},   {"kind", metric.kind},
           {"points", metric.points}, {"count", metric.count}, {"interpolated", metric.interpolated}};
  put(value, "sum", metric.sum);
  put(value, "mean", metric.mean);
  put(value, "min", metric.min);
  put(value, "max", metric.max);
  put(value, "p50", metric.p50);
  put(value, "p95", metric.p95);
  put(value, "p99", metric.p99);
}

void from_json(const json& value, MetricFigures& metric) {
  value.at("name").get_to(metric.name);
  value.at("unit").get_to(metric.unit);
  value.at("kind").get_to(metric.kind);
  value.at("points").get_to(metric.points);
  value.at("count").get_to(metric.count);
  value.at("interpolated").get_to(metric.interpolated);
  metric.sum = measured(value, "sum");
  metric.mean = measured(value, "mean");
  metric.min = measured(value, "min");
  metric.max = measured(value, "max");
  metric.p50 = measured(value, "p50");
  metric.p95 = measured(value, "p95");
  metric.p99 = measured(value, "p99");
}

void to_json(json& value, const SeriesFigures& series) {
  value = {
      {"name", series.name}, {"attributes", series.attributes}, {"points", series.points}, {"count", series.count}};
  put(value, "sum", series.sum);
  put(value, "min", series.min);
  put(value, "max", series.max);
}

void from_json(const json& value, SeriesFigures& series) {
  value.at("name").get_to(series.name);
  value.at("attributes").get_to(series.attributes);
  value.at("points").get_to(series.points);
  value.at("count").get_to(series.count);
  series.sum = measured(value, "sum");
  series.min = measured(value, "min");
  series.max = measured(value, "max");
}

void to_json(json& value, const PhaseFigures& phase) {
  value = {{"name", phase.name}, {"count", phase.count}, {"total_ms", phase.total_ms}, {"self_ms", phase.self_ms}};
  put(value, "p50_ms", phase.p50_ms);
  put(value, "p95_ms", phase.p95_ms);
  put(value, "p99_ms", phase.p99_ms);
  put(value, "coverage_pct", phase.coverage_pct);
}

void from_json(const json& value, PhaseFigures& phase) {
  value.at("name").get_to(phase.name);
  value.at("count").get_to(phase.count);
  value.at("total_ms").get_to(phase.total_ms);
  value.at("self_ms").get_to(phase.self_ms);
  phase.p50_ms = measured(value, "p50_ms");
  phase.p95_ms = measured(value, "p95_ms");
  phase.p99_ms = measured(value, "p99_ms");
  phase.coverage_pct = measured(value, "coverage_pct");
}

}  // namespace perfbench

namespace perfbench::link {

std::string to_line(const Telemetry& telemetry) {
  json report = {{"workers", telemetry.workers}, {"metrics", telemetry.metrics}, {"series", telemetry.series},
                 {"phases", telemetry.phases},   {"tree", telemetry.tree},       {"warnings", telemetry.warnings}};
  put(report, "span_coverage_pct", telemetry.span_coverage_pct);
  return report.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Telemetry> read_report(std::string_view line) try {
  const json report = json::parse(line);
  Telemetry telemetry;
  report.at("workers").get_to(telemetry.workers);
  report.at("metrics").get_to(telemetry.metrics);
  report.at("series").get_to(telemetry.series);
  report.at("phases").get_to(telemetry.phases);
  report.at("tree").get_to(telemetry.tree);
  report.at("warnings").get_to(telemetry.warnings);
  telemetry.span_coverage_pct = measured(report, "span_coverage_pct");
  return telemetry;
} catch (const std::exception& error) {
  return fail({.kind = ErrorKind::harness,
               .what = "the sidecar's report cannot be read",
               .where = "",
               .cause = error.what(),
               .advice = ""});
}

}  // namespace perfbench::link
