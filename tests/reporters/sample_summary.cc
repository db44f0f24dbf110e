#include "sample_summary.h"

#include <algorithm>

#include "model/figure_catalogue.h"

namespace perfbench::samples {

namespace {

double quantile_of(const std::vector<double>& sorted, double q) {
  const double index = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(index);
  if (below + 1 == sorted.size()) return sorted.back();
  return sorted[below] + (index - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

double statistic(Stats stat, const std::vector<double>& sorted) {
  switch (stat) {
    case kP50:
      return quantile_of(sorted, 0.5);
    case kP95:
      return quantile_of(sorted, 0.95);
    case kP99:
      return quantile_of(sorted, 0.99);
    case kMin:
      return sorted.front();
    case kMax:
      return sorted.back();
    case kTotal:
      return sum_of(sorted);
    default:
      return sum_of(sorted) / static_cast<double>(sorted.size());
  }
}

std::vector<double> sorted_values(const RunRecord& record, const RunFigureSpec& spec) {
  std::vector<double> values;
  for (const IterationRecord& iteration : record.iterations) {
    if (const Measured& value = iteration.figures.*spec.member) values.push_back(*value * spec.scale);
  }
  std::ranges::sort(values);
  return values;
}

void set(Summary& summary, std::string_view dotted, double value) {
  const FigurePath path = parse_figure_path(dotted).value();
  for (Figure& figure : summary.figures) {
    if (figure.path == path) figure.value = value;
  }
}

void set_statistics(Summary& summary, const RunRecord& record) {
  for (const RunFigureSpec& spec : run_figure_specs()) {
    const std::vector<double> values = sorted_values(record, spec);
    if (values.empty()) continue;
    for (const StatName& stat : stat_names()) {
      if ((spec.stats & stat.stat) == 0) continue;
      set(summary, std::string(spec.summary_path) + "." + std::string(stat.name), statistic(stat.stat, values));
    }
  }
}

void set_stability(Summary& summary, const RunRecord& record) {
  int total = 0;
  int failed = 0;
  int timeouts = 0;
  for (const IterationRecord& iteration : record.iterations) {
    total += static_cast<int>(iteration.workers.size());
    failed += failed_workers(iteration);
    for (const WorkerRecord& worker : iteration.workers) timeouts += timed_out(worker.outcome) ? 1 : 0;
    if (failed_workers(iteration) > 0) summary.failed_iterations.push_back(iteration.iteration);
  }
  for (const std::string prefix : {"", "resource_budget.stability."}) {
    set(summary, prefix + "successful_runs_total", total - failed);
    set(summary, prefix + "failed_runs_total", failed);
  }
  set(summary, "resource_budget.stability.total_runs", total);
  set(summary, "resource_budget.stability.timeout_runs_total", timeouts);
  if (total == 0) return;
  set(summary, "resource_budget.stability.failure_rate_pct", 100.0 * failed / total);
  set(summary, "resource_budget.stability.timeout_rate_pct", 100.0 * timeouts / total);
}

void set_time_budget(Summary& summary) {
  const Measured wall = summary.value("latency_ms.mean");
  if (!wall) return;
  double steps = 0;
  for (const std::string step : {"build_cmd", "spawn_proc", "monitor_loop", "communicate", "parse_stats"}) {
    const double mean = summary.value("worker_step_timings_ms." + step + ".mean").value_or(0);
    set(summary, "resource_budget.time_budget_ms." + step + "_share_pct", 100 * mean / *wall);
    steps += mean;
  }
  set(summary, "resource_budget.time_budget_ms.wall_mean_ms", *wall);
  set(summary, "resource_budget.time_budget_ms.observed_worker_step_mean_ms", steps);
  set(summary, "resource_budget.time_budget_ms.unaccounted_time_mean_ms", *wall - steps);
  set(summary, "resource_budget.time_budget_ms.unaccounted_share_pct", 100 * (*wall - steps) / *wall);
}

void set_cold_warm(Summary& summary, const RunRecord& record) {
  std::vector<double> rest = record.iterations.values(&RunFigures::duration_ms);
  if (rest.empty()) return;
  set(summary, "cold_warm.first_ms", rest.front());
  rest.erase(rest.begin());
  std::ranges::sort(rest);
  if (!rest.empty()) set(summary, "cold_warm.rest_p50_ms", quantile_of(rest, 0.5));
}

}  // namespace

Summary summarised(const RunRecord& record) {
  Summary summary;
  for (const FigureSpec& spec : figure_catalogue()) summary.figures.push_back({.path = spec.path, .value = {}});
  set_statistics(summary, record);
  std::erase_if(summary.figures,
                [](const Figure& figure) { return find_figure(figure.path)->is_addition && !figure.value; });
  set_stability(summary, record);
  set_time_budget(summary);
  set_cold_warm(summary, record);
  summary.sources = {{"top_attach", "/proc sampling"}};
  summary.not_measured = {{"otel_turn_action_stream", "telemetry was off"}, {"xctrace", "hotspots were off"}};
  return summary;
}

}  // namespace perfbench::samples
