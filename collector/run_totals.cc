#include "collector/run_totals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "collector/staged_spans.h"
#include "model/counted.h"

namespace perfbench::collector {

namespace {

std::regex compiled(const std::string& pattern) {
  return std::regex(pattern, std::regex::ECMAScript | std::regex::icase | std::regex::optimize);
}

const char* name_of(otlp::MetricKind kind) {
  switch (kind) {
    case otlp::MetricKind::gauge:
      return "gauge";
    case otlp::MetricKind::sum:
      return "sum";
    case otlp::MetricKind::histogram:
      return "histogram";
    case otlp::MetricKind::exponential_histogram:
      return "exponential_histogram";
    case otlp::MetricKind::summary:
      break;
  }
  return "summary";
}

}  // namespace

RunTotals::RunTotals(const std::vector<SignalGroup>& groups, const SeriesRegistry& registry, SpanNames& names)
    : registry_(registry), span_names_(names), queue_cancel_(compiled("queue|queued|cancel|cancell|interrupt|abort")) {
  for (const SignalGroup& group : groups) groups_.push_back(compiled(group.pattern));
}

const RunTotals::Traits& RunTotals::traits_of(const std::string& name) {
  const auto [place, is_new] = traits_.try_emplace(name);
  Traits& traits = place->second;
  if (!is_new) return traits;
  traits.is_queue_cancel = std::regex_search(name, queue_cancel_);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (std::regex_search(name, groups_[i])) traits.groups.push_back(i);
  }
  return traits;
}

void RunTotals::add(Sender& worker, const link::KeptWorker& life) {
  WorkerIntake::Total total = worker.intake.take();
  left_out_ += total.left_out;
  dropped_spans_ += total.dropped_spans;
  fold_spans(std::move(total.spans), worker, life);
  if (total.counts.payloads == 0) return;
  WorkerTelemetry figures{.batch = worker.batch,
                          .worker = worker.worker,
                          .payloads = total.counts.payloads,
                          .datapoints = total.counts.datapoints,
                          .spans = total.counts.spans,
                          .log_records = total.counts.log_records,
                          .signals = std::vector<SignalCount>(groups_.size()),
                          .queue_cancel = {}};
  for (const auto& [series, aggregate] : total.streams) {
    const std::string& name = registry_.series(series).name;
    const Traits& traits = traits_of(name);
    for (const std::size_t group : traits.groups) {
      SignalCount& signal = figures.signals[group];
      signal.points += aggregate.points();
      signal.value_sum = bounded_sum(signal.value_sum, aggregate.value_sum());
    }
    if (traits.is_queue_cancel) figures.queue_cancel[name] += aggregate.count();
    series_[series].merge(aggregate);
  }
  workers_.push_back(std::move(figures));
}

// The worker's spans in the harness's own, whose root is what the worker found in TRACEPARENT.
void RunTotals::fold_spans(std::vector<SpanRecord> spans, const Sender& worker, const link::KeptWorker& life) {
  const Window window{life.start_ns, life.end_ns};
  if (spans.empty() || worker.span_id.empty()) return phases_.fold(std::move(spans), window);
  const std::uint64_t trace = trace_key_of(worker.trace_id);
  const std::uint64_t root = span_number_of(worker.span_id);
  const auto own = [&](const char* name, std::uint64_t id, std::int64_t start, std::int64_t end) {
    return SpanRecord{.trace_key = trace,
                      .span_id = id,
                      .parent_id = id == root ? 0 : root,
                      .name = span_names_.find(name),
                      .start_ns = start,
                      .end_ns = end};
  };
  const std::array ours = {own("perfbench.worker", root, life.start_ns, life.drained_ns),
                           own("perfbench.spawn_proc", root + 1, life.start_ns, life.spawned_ns),
                           own("perfbench.communicate", root + 2, life.end_ns, life.drained_ns)};
  phases_.fold(std::move(spans), window, ours);
}

std::vector<MetricFigures> RunTotals::metrics() const {
  std::map<std::string, std::pair<const Series*, Aggregate>> by_name;
  for (const auto& [id, aggregate] : series_) {
    const Series& series = registry_.series(id);
    auto& [first, total] = by_name[series.name];
    if (first == nullptr) first = &series;
    total.merge(aggregate);
  }
  std::vector<MetricFigures> metrics;
  for (const auto& [name, entry] : by_name) {
    const auto& [series, total] = entry;
    const Distribution& values = total.distribution();
    metrics.push_back({.name = name,
                       .unit = series->unit,
                       .kind = name_of(series->kind),
                       .points = total.points(),
                       .count = total.count(),
                       .sum = total.sum(),
                       .mean = total.mean(),
                       .min = total.min(),
                       .max = total.max(),
                       .p50 = values.quantile(0.5),
                       .p95 = values.quantile(0.95),
                       .p99 = values.quantile(0.99),
                       .interpolated = !values.exact()});
  }
  return metrics;
}

std::vector<SeriesFigures> RunTotals::series() const {
  std::vector<SeriesFigures> figures;
  for (const auto& [id, total] : series_) {
    const Series& series = registry_.series(id);
    figures.push_back({.name = series.name,
                       .attributes = series.attributes,
                       .points = total.points(),
                       .count = total.count(),
                       .sum = total.sum(),
                       .min = total.min(),
                       .max = total.max()});
  }
  std::ranges::sort(figures, {}, [](const SeriesFigures& one) { return std::tie(one.name, one.attributes); });
  return figures;
}

void RunTotals::add_phases(Telemetry& telemetry) const {
  for (const auto& phase : phases_.phases()) {
    telemetry.phases.push_back({.name = span_names_.name(phase.name),
                                .count = static_cast<double>(phase.count),
                                .total_ms = phase.total_ms,
                                .self_ms = phase.self_ms,
                                .p50_ms = phase.p50_ms,
                                .p95_ms = phase.p95_ms,
                                .p99_ms = phase.p99_ms,
                                .coverage_pct = phase.coverage_pct});
  }
  for (const auto& node : phases_.tree()) {
    telemetry.tree.push_back({.name = span_names_.name(node.name),
                              .depth = node.depth,
                              .count = static_cast<double>(node.count),
                              .total_ms = node.total_ms,
                              .self_ms = node.self_ms});
  }
  if (!telemetry.phases.empty()) telemetry.span_coverage_pct = phases_.coverage_pct();
}

void RunTotals::add_warnings(Telemetry& telemetry) const {
  const auto warn = [&](const char* code, std::string message, const char* advice) {
    telemetry.warnings.push_back({code, std::move(message), advice});
  };
  if (registry_.overflowed()) {
    warn("metric_series_bound",
         fmt::format("the program's metrics have more than {} series; what is beyond is added up by metric",
                     registry_.bound()),
         "Give its metrics fewer attributes, or raise --otel-max-series.");
  }
  if (left_out_ > 0) {
    warn("metric_points_left_out",
         fmt::format("{} of cumulative metrics left out: they have too many streams or buckets to follow each",
                     counted(static_cast<long long>(left_out_), "point is", "points are")),
         "Give its metrics fewer attributes.");
  }
  if (span_names_.overflowed()) {
    warn("phase_names_bound", "the program's spans have more than 2,000 names; the others are one phase, (other)",
         "Name spans by the kind of work, and put what varies into attributes.");
  }
  if (dropped_spans_ > 0) {
    warn("spans_dropped",
         fmt::format("{} came at once and were left out",
                     counted(static_cast<long long>(dropped_spans_), "span", "spans")),
         "Sample them in the program, or run with fewer workers at once.");
  }
  if (phases_.skewed_workers() > 0) {
    warn("clock_skew",
         fmt::format("the spans of {} lie outside of the time in which they ran, and were shifted into it",
                     counted(static_cast<long long>(phases_.skewed_workers()), "worker", "workers")),
         "Their clock differs from this machine's, as in a virtual machine.");
  }
  if (phases_.invalid_spans() > 0) {
    warn("spans_end_before_they_begin",
         fmt::format("{} before it began, and counts as no time",
                     counted(static_cast<long long>(phases_.invalid_spans()), "span ended", "spans ended")),
         "Was the clock set while the program ran?");
  }
}

Telemetry RunTotals::telemetry() const {
  Telemetry telemetry;
  telemetry.workers = workers_;
  telemetry.metrics = metrics();
  telemetry.series = series();
  add_phases(telemetry);
  add_warnings(telemetry);
  return telemetry;
}

}  // namespace perfbench::collector
