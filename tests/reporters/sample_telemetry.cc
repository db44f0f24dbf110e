// The sample whose workers sent telemetry.
#include <utility>
#include <vector>

#include "sample_results.h"

namespace perfbench::samples {

RunResult telemetry() {
  std::vector<IterationRecord> iterations = {iteration_of(1, 320.5), iteration_of(2, 330.25)};
  for (IterationRecord& iteration : iterations) {
    WorkerRecord& worker = iteration.workers.front();
    worker.figures.otel_payload_count = iteration.figures.otel_payload_count = 2;
    worker.figures.metric_datapoint_count = iteration.figures.metric_datapoint_count = 3;
    worker.figures.turn_metric_points = iteration.figures.turn_metric_points = 1;
    worker.figures.turn_metric_value_sum = iteration.figures.turn_metric_value_sum = 40;
    worker.queue_cancel = {{"queue.wait", 2}};
    worker.metrics = {{"render.calls_per_sec", 19535.5}};
  }
  RunResult result = result_of("instrumented", {"./app"}, "./app", iterations);
  Telemetry received;
  received.metrics = {{.name = "http.server.duration",
                       .unit = "ms",
                       .kind = "histogram",
                       .points = 2,
                       .count = 240,
                       .sum = 4800,
                       .mean = 20,
                       .min = 1.5,
                       .max = 180,
                       .p50 = 17.25,
                       .p95 = 61.5,
                       .p99 = 140,
                       .interpolated = true},
                      {.name = "queue|wait <b>", .unit = "", .kind = "sum", .points = 4, .count = 4, .sum = 12.5}};
  received.series = {{.name = "http.server.duration",
                      .attributes = {{"http.route", "/users"}},
                      .points = 2,
                      .count = 240,
                      .sum = 4800,
                      .min = 1.5,
                      .max = 180}};
  received.phases = {{.name = "request",
                      .count = 4,
                      .total_ms = 500,
                      .self_ms = 120.5,
                      .p50_ms = 124,
                      .p95_ms = 130,
                      .p99_ms = 131,
                      .coverage_pct = 75.9},
                     {.name = "SELECT",
                      .count = 8,
                      .total_ms = 379.5,
                      .self_ms = 379.5,
                      .p50_ms = 47,
                      .p95_ms = 52.5,
                      .p99_ms = 53,
                      .coverage_pct = 0}};
  received.tree = {{.name = "perfbench.worker", .depth = 0, .count = 2, .total_ms = 651, .self_ms = 150},
                   {.name = "request", .depth = 1, .count = 4, .total_ms = 500, .self_ms = 120.5},
                   {.name = "SELECT", .depth = 2, .count = 8, .total_ms = 379.5, .self_ms = 379.5}};
  received.span_coverage_pct = 76.9;
  received.workers = {{.batch = 1, .worker = 0, .payloads = 2, .datapoints = 3, .spans = 6},
                      {.batch = 2, .worker = 0, .payloads = 2, .datapoints = 3, .spans = 6}};
  received.warnings = {};
  result.record.telemetry = {.received = received, .lost = {}};
  const auto add = [&](std::vector<std::string> path, Measured value) {
    result.summary.figures.push_back({FigurePath{std::move(path)}, value});
  };
  for (const MetricFigures& metric : received.metrics) {
    const std::vector<std::pair<const char*, Measured>> statistics = {
        {"points", metric.points}, {"count", metric.count}, {"sum", metric.sum},
        {"mean", metric.mean},     {"min", metric.min},     {"max", metric.max},
        {"p50", metric.p50},       {"p95", metric.p95},     {"p99", metric.p99}};
    for (const auto& [stat, value] : statistics) add({"otel_metrics", metric.name, stat}, value);
  }
  for (const PhaseFigures& phase : received.phases) {
    const std::vector<std::pair<const char*, Measured>> statistics = {{"count", phase.count},
                                                                      {"total_ms", phase.total_ms},
                                                                      {"self_ms", phase.self_ms},
                                                                      {"p50_ms", phase.p50_ms},
                                                                      {"p95_ms", phase.p95_ms},
                                                                      {"p99_ms", phase.p99_ms},
                                                                      {"coverage_pct", phase.coverage_pct}};
    for (const auto& [stat, value] : statistics) add({"otel_phases", phase.name, stat}, value);
  }
  for (Figure& figure : result.summary.figures) {
    const std::string name = to_string(figure.path);
    if (name == "otel_payloads_total") figure.value = 4;
    if (name == "metric_datapoints_total") figure.value = 6;
    if (name == "otel_spans_total") figure.value = 12;
    if (name == "otel_log_records_total") figure.value = 0;
    if (name == "otel_span_coverage_pct") figure.value = 76.9;
  }
  add({"queue_cancel_metrics", "queue.wait"}, 4);
  for (const char* stat : {"mean", "p50", "p95", "p99"}) {
    add({"otel_signals", "turn", "points", stat}, 1);
    add({"otel_signals", "turn", "value_sum", stat}, 40);
  }
  add({"otel_signals", "turn", "points", "total"}, 2);
  judge(result, {failed_runs_check(0),
                 check_of(R"(otel_phases["request"].coverage_pct >= 95%)", "otel_phases.request.coverage_pct",
                          Comparison::greater_equal, 95, Unit::percent, 75.9)});
  result.warnings = {{.code = "telemetry_refused",
                      .message = "1 post of telemetry was refused: 1 without a token",
                      .advice = "Exporters must take endpoint and headers from the environment."}};
  return result;
}

}  // namespace perfbench::samples
