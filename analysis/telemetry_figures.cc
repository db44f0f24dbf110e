#include "analysis/telemetry_figures.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "analysis/statistics.h"
#include "model/signal_groups.h"

namespace perfbench {

namespace {

using F = RunFigures;

// Of the built-in groups, in their order.
constexpr std::array kPointFigures = {&F::turn_metric_points, &F::action_metric_points, &F::stream_metric_points};
constexpr std::array kSumFigures = {&F::turn_metric_value_sum, &F::action_metric_value_sum,
                                    &F::stream_metric_value_sum};

const Telemetry* received(const RunRecord& record) {
  return record.telemetry && record.telemetry->received ? &*record.telemetry->received : nullptr;
}

using WorkersByPlace = std::map<std::pair<int, int>, const WorkerTelemetry*>;

// By iteration and worker, both 1-based.
WorkersByPlace by_place(const Telemetry& telemetry, const Plan& plan) {
  WorkersByPlace workers;
  for (const WorkerTelemetry& worker : telemetry.workers) {
    workers[{worker.batch - plan.warmup + 1, worker.worker + 1}] = &worker;
  }
  return workers;
}

void put_counts(RunFigures& figures, const WorkerTelemetry& worker) {
  figures.otel_payload_count = static_cast<double>(worker.payloads);
  figures.metric_datapoint_count = static_cast<double>(worker.datapoints);
  for (std::size_t i = 0; i < kPointFigures.size(); ++i) {
    const SignalCount count = i < worker.signals.size() ? worker.signals[i] : SignalCount();
    figures.*kPointFigures[i] = count.points;
    figures.*kSumFigures[i] = count.value_sum;
  }
}

void sum_up(IterationRecord& iteration) {
  for (const RunFigureSpec& spec : run_figure_specs()) {
    if (spec.probe != Probe::telemetry) continue;
    Measured& sum = iteration.figures.*spec.member;
    sum.reset();
    for (const WorkerRecord& worker : iteration.workers) {
      if (const Measured value = worker.figures.*spec.member) sum = sum.value_or(0) + *value;
    }
  }
}

void add_figure(std::vector<Figure>& figures, std::vector<std::string> path, Measured value) {
  figures.push_back({FigurePath{std::move(path)}, value});
}

void add_queue_cancel(std::vector<Figure>& figures, const Telemetry& telemetry) {
  std::map<std::string, double> counts;
  for (const WorkerTelemetry& worker : telemetry.workers) {
    for (const auto& [name, count] : worker.queue_cancel) counts[name] += count;
  }
  for (const auto& [name, count] : counts) add_figure(figures, {"queue_cancel_metrics", name}, count);
}

void add_statistics(std::vector<Figure>& figures, const std::string& group, const char* what,
                    std::vector<double> values, bool with_total) {
  std::ranges::sort(values);
  const auto add = [&](const char* stat, Measured value) {
    add_figure(figures, {"otel_signals", group, what, stat}, value);
  };
  add("mean", mean(values));
  add("p50", quantile(values, 0.5));
  add("p95", quantile(values, 0.95));
  add("p99", quantile(values, 0.99));
  if (with_total) add("total", std::accumulate(values.begin(), values.end(), 0.0));
}

void add_signals(std::vector<Figure>& figures, const Telemetry& telemetry, const RunRecord& record, const Plan& plan) {
  const std::vector<SignalGroup> groups = signal_groups_in_force(plan.telemetry);
  const std::size_t first = builtin_signal_groups().size();
  const WorkersByPlace workers = by_place(telemetry, plan);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    std::vector<double> points;
    std::vector<double> sums;
    for (const IterationRecord& iteration : record.iterations) {
      SignalCount count;
      for (const WorkerRecord& worker : iteration.workers) {
        const auto sent = workers.find({iteration.iteration, worker.worker_id});
        if (sent == workers.end() || sent->second->signals.size() <= first + group) continue;
        count.points += sent->second->signals[first + group].points;
        count.value_sum += sent->second->signals[first + group].value_sum;
      }
      points.push_back(count.points);
      sums.push_back(count.value_sum);
    }
    add_statistics(figures, groups[group].name, "points", std::move(points), true);
    add_statistics(figures, groups[group].name, "value_sum", std::move(sums), false);
  }
}

void add_metrics(std::vector<Figure>& figures, const Telemetry& telemetry) {
  for (const MetricFigures& metric : telemetry.metrics) {
    const auto add = [&](const char* stat, Measured value) {
      add_figure(figures, {"otel_metrics", metric.name, stat}, value);
    };
    add("points", metric.points);
    add("count", metric.count);
    add("sum", metric.sum);
    add("mean", metric.mean);
    add("min", metric.min);
    add("max", metric.max);
    add("p50", metric.p50);
    add("p95", metric.p95);
    add("p99", metric.p99);
  }
}

void add_phases(std::vector<Figure>& figures, const Telemetry& telemetry) {
  for (const PhaseFigures& phase : telemetry.phases) {
    const auto add = [&](const char* stat, Measured value) {
      add_figure(figures, {"otel_phases", phase.name, stat}, value);
    };
    add("count", phase.count);
    add("total_ms", phase.total_ms);
    add("self_ms", phase.self_ms);
    add("p50_ms", phase.p50_ms);
    add("p95_ms", phase.p95_ms);
    add("p99_ms", phase.p99_ms);
    add("coverage_pct", phase.coverage_pct);
  }
}

// The metrics that workers print themselves.
void add_worker_metrics(std::vector<Figure>& figures, const RunRecord& record) {
  for (const auto& [name, series] : record.worker_metrics) {
    std::vector<double> values = series.values;
    std::ranges::sort(values);
    const auto add = [&, &metric = name](const char* stat, Measured value) {
      add_figure(figures, {"worker_metrics", metric, stat}, value);
    };
    add("points", static_cast<double>(series.count));
    add("sum", series.sum);
    add("mean", series.mean());
    add("min", series.min);
    add("max", series.max);
    add("p50", quantile(values, 0.5));
    add("p95", quantile(values, 0.95));
    add("p99", quantile(values, 0.99));
  }
}

}  // namespace

void add_telemetry(RunRecord& record, const Plan& plan) {
  if (!record.telemetry) return;
  const Telemetry* telemetry = received(record);
  if (telemetry == nullptr) {
    record.warnings.push_back({"telemetry_lost",
                               "what the workers told of themselves is lost: " + record.telemetry->lost,
                               "Their timing is not touched by it."});
    return;
  }
  record.warnings.insert(record.warnings.end(), telemetry->warnings.begin(), telemetry->warnings.end());
  const WorkersByPlace workers = by_place(*telemetry, plan);
  IterationLog iterations;
  for (IterationRecord iteration : record.iterations) {
    for (WorkerRecord& worker : iteration.workers) {
      const auto sent = workers.find({iteration.iteration, worker.worker_id});
      put_counts(worker.figures, sent == workers.end() ? WorkerTelemetry() : *sent->second);
      if (sent != workers.end()) worker.queue_cancel = sent->second->queue_cancel;
    }
    sum_up(iteration);
    iterations.push_back(iteration);
  }
  record.iterations = std::move(iterations);
}

void add_telemetry_totals(FigureValues& values, const RunRecord& record) {
  const Telemetry* telemetry = received(record);
  if (telemetry == nullptr || record.iterations.empty()) return;
  const auto total = [&](std::uint64_t WorkerTelemetry::*count) {
    double sum = 0;
    for (const WorkerTelemetry& worker : telemetry->workers) sum += static_cast<double>(worker.*count);
    return sum;
  };
  values["otel_payloads_total"] = total(&WorkerTelemetry::payloads);
  values["metric_datapoints_total"] = total(&WorkerTelemetry::datapoints);
  values["otel_spans_total"] = total(&WorkerTelemetry::spans);
  values["otel_log_records_total"] = total(&WorkerTelemetry::log_records);
  values["otel_span_coverage_pct"] = telemetry->span_coverage_pct;
}

std::vector<Figure> telemetry_figures(const RunRecord& record, const Plan& plan) {
  std::vector<Figure> figures;
  add_worker_metrics(figures, record);
  const Telemetry* telemetry = received(record);
  if (telemetry == nullptr || record.iterations.empty()) return figures;
  add_queue_cancel(figures, *telemetry);
  add_signals(figures, *telemetry, record, plan);
  add_metrics(figures, *telemetry);
  add_phases(figures, *telemetry);
  return figures;
}

}  // namespace perfbench
