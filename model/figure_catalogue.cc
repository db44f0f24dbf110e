#include "model/figure_catalogue.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/nearest.h"

namespace perfbench {

namespace {

// Figures that are no statistics over the iterations.
struct ScalarSpec {
  std::string_view path;
  Unit unit;
  Probe probe;
  bool integer;
};

constexpr std::array kResourceBudget = {
    ScalarSpec{"resource_budget.time_budget_ms.wall_mean_ms", Unit::milliseconds, Probe::always, false},
    ScalarSpec{"resource_budget.time_budget_ms.observed_worker_step_mean_ms", Unit::milliseconds, Probe::step_timings,
               false},
    ScalarSpec{"resource_budget.time_budget_ms.unaccounted_time_mean_ms", Unit::milliseconds, Probe::step_timings,
               false},
    ScalarSpec{"resource_budget.time_budget_ms.build_cmd_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.time_budget_ms.spawn_proc_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.time_budget_ms.monitor_loop_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.time_budget_ms.communicate_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.time_budget_ms.parse_stats_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.time_budget_ms.unaccounted_share_pct", Unit::percent, Probe::step_timings, false},
    ScalarSpec{"resource_budget.cpu_budget.user_cpu_mean_sec", Unit::seconds, Probe::always, false},
    ScalarSpec{"resource_budget.cpu_budget.system_cpu_mean_sec", Unit::seconds, Probe::always, false},
    ScalarSpec{"resource_budget.cpu_budget.total_cpu_mean_sec", Unit::seconds, Probe::always, false},
    ScalarSpec{"resource_budget.cpu_budget.cpu_core_utilization_pct", Unit::percent, Probe::always, false},
    ScalarSpec{"resource_budget.process_budget.peak_open_fds_mean", Unit::count, Probe::monitor, false},
    ScalarSpec{"resource_budget.process_budget.peak_direct_children_mean", Unit::count, Probe::monitor, false},
    ScalarSpec{"resource_budget.process_budget.sampled_peak_tree_rss_mean_kb", Unit::kilobytes, Probe::tree_sampling,
               false},
    ScalarSpec{"resource_budget.process_budget.sampled_peak_tree_rss_mean_mb", Unit::megabytes, Probe::tree_sampling,
               false},
    ScalarSpec{"resource_budget.process_budget.sampled_peak_tree_cpu_p95", Unit::percent, Probe::tree_sampling, false},
    ScalarSpec{"resource_budget.stability.total_runs", Unit::count, Probe::outcome, true},
    ScalarSpec{"resource_budget.stability.successful_runs_total", Unit::count, Probe::outcome, true},
    ScalarSpec{"resource_budget.stability.failed_runs_total", Unit::count, Probe::outcome, true},
    ScalarSpec{"resource_budget.stability.timeout_runs_total", Unit::count, Probe::outcome, true},
    ScalarSpec{"resource_budget.stability.failure_rate_pct", Unit::percent, Probe::outcome, false},
    ScalarSpec{"resource_budget.stability.timeout_rate_pct", Unit::percent, Probe::outcome, false},
};

// The first iteration apart from the others; latency_ms is of all.
constexpr std::array kColdWarm = {
    ScalarSpec{"cold_warm.first_ms", Unit::milliseconds, Probe::always, false},
    ScalarSpec{"cold_warm.rest_p50_ms", Unit::milliseconds, Probe::always, false},
};

constexpr std::array kHeap = {
    ScalarSpec{"heap.peak_mb", Unit::megabytes, Probe::heap, false},
    ScalarSpec{"heap.leaked_mb", Unit::megabytes, Probe::heap, false},
    ScalarSpec{"heap.allocations", Unit::count, Probe::heap, true},
    ScalarSpec{"heap.temporary_allocations", Unit::count, Probe::heap, true},
};

constexpr std::array kTotals = {
    ScalarSpec{"xctrace.trace_count", Unit::count, Probe::hotspots, true},
    ScalarSpec{"otel_payloads_total", Unit::count, Probe::telemetry, true},
    ScalarSpec{"metric_datapoints_total", Unit::count, Probe::telemetry, true},
    ScalarSpec{"otel_spans_total", Unit::count, Probe::telemetry, true},
    ScalarSpec{"otel_log_records_total", Unit::count, Probe::telemetry, true},
    ScalarSpec{"otel_span_coverage_pct", Unit::percent, Probe::telemetry, false},
    ScalarSpec{"successful_runs_total", Unit::count, Probe::outcome, true},
    ScalarSpec{"failed_runs_total", Unit::count, Probe::outcome, true},
};

// Figures of an object by names that only the worker knows; `stat` stands behind the name.
struct OpenFigureSpec {
  std::string_view object;
  std::string_view stat;  // empty: the name itself is the figure
  Unit unit;
  bool integer;
  Probe probe = Probe::telemetry;
};

constexpr std::array kOpenFigures = {
    OpenFigureSpec{"queue_cancel_metrics", "", Unit::count, true},
    OpenFigureSpec{"otel_signals", "points.mean", Unit::count, false},
    OpenFigureSpec{"otel_signals", "points.p50", Unit::count, false},
    OpenFigureSpec{"otel_signals", "points.p95", Unit::count, false},
    OpenFigureSpec{"otel_signals", "points.p99", Unit::count, false},
    OpenFigureSpec{"otel_signals", "points.total", Unit::count, true},
    OpenFigureSpec{"otel_signals", "value_sum.mean", Unit::none, false},
    OpenFigureSpec{"otel_signals", "value_sum.p50", Unit::none, false},
    OpenFigureSpec{"otel_signals", "value_sum.p95", Unit::none, false},
    OpenFigureSpec{"otel_signals", "value_sum.p99", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "points", Unit::count, true},
    OpenFigureSpec{"otel_metrics", "count", Unit::count, true},
    OpenFigureSpec{"otel_metrics", "sum", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "mean", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "min", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "max", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "p50", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "p95", Unit::none, false},
    OpenFigureSpec{"otel_metrics", "p99", Unit::none, false},
    OpenFigureSpec{"otel_phases", "count", Unit::count, true},
    OpenFigureSpec{"otel_phases", "total_ms", Unit::milliseconds, false},
    OpenFigureSpec{"otel_phases", "self_ms", Unit::milliseconds, false},
    OpenFigureSpec{"otel_phases", "p50_ms", Unit::milliseconds, false},
    OpenFigureSpec{"otel_phases", "p95_ms", Unit::milliseconds, false},
    OpenFigureSpec{"otel_phases", "p99_ms", Unit::milliseconds, false},
    OpenFigureSpec{"otel_phases", "coverage_pct", Unit::percent, false},
    OpenFigureSpec{"worker_metrics", "points", Unit::count, true, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "sum", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "mean", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "min", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "max", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "p50", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "p95", Unit::none, false, Probe::worker_metrics},
    OpenFigureSpec{"worker_metrics", "p99", Unit::none, false, Probe::worker_metrics},
};

FigurePath path_of(std::string_view dotted) {
  FigurePath path;
  for (std::size_t start = 0; start <= dotted.size();) {
    const std::size_t end = std::min(dotted.find('.', start), dotted.size());
    path.segments.emplace_back(dotted.substr(start, end - start));
    start = end + 1;
  }
  return path;
}

FigurePath path_of(const OpenFigureSpec& figure, const std::string& name) {
  FigurePath path{{std::string(figure.object), name}};
  if (figure.stat.empty()) return path;
  for (std::string& segment : path_of(figure.stat).segments) path.segments.push_back(std::move(segment));
  return path;
}

void add_statistics(std::vector<FigureSpec>& catalogue, const RunFigureSpec& figure) {
  for (const StatName& stat : stat_names()) {
    if ((figure.stats & stat.stat) == 0) continue;
    FigurePath path = path_of(figure.summary_path);
    path.segments.emplace_back(stat.name);
    catalogue.push_back({.path = std::move(path),
                         .unit = figure.unit,
                         .probe = figure.probe,
                         .integer = stat.stat == kTotal,
                         .is_addition = figure.is_addition});
  }
}

void add_scalars(std::vector<FigureSpec>& catalogue, std::span<const ScalarSpec> scalars, bool are_additions = false) {
  for (const ScalarSpec& scalar : scalars) {
    catalogue.push_back({.path = path_of(scalar.path),
                         .unit = scalar.unit,
                         .probe = scalar.probe,
                         .integer = scalar.integer,
                         .is_addition = are_additions});
  }
}

std::vector<FigureSpec> build_catalogue() {
  std::vector<FigureSpec> catalogue;
  bool budget_added = false;
  for (const RunFigureSpec& figure : run_figure_specs()) {
    if (!budget_added && figure.probe == Probe::attach_sampling) {
      add_scalars(catalogue, kResourceBudget);
      budget_added = true;
    }
    add_statistics(catalogue, figure);
  }
  add_scalars(catalogue, kColdWarm);
  add_scalars(catalogue, kTotals);
  add_scalars(catalogue, kHeap, true);
  return catalogue;
}

}  // namespace

std::span<const FigureSpec> figure_catalogue() {
  static const std::vector<FigureSpec> catalogue = build_catalogue();
  return catalogue;
}

std::optional<FigureSpec> find_figure(const FigurePath& path) {
  const auto known = figure_catalogue();
  const auto found = std::ranges::find(known, path, &FigureSpec::path);
  if (found != known.end()) return *found;
  if (path.segments.size() < 2) return std::nullopt;
  for (const OpenFigureSpec& figure : kOpenFigures) {
    if (path.segments.front() != figure.object || path != path_of(figure, path.segments[1])) continue;
    return FigureSpec{.path = path, .unit = figure.unit, .probe = figure.probe, .integer = figure.integer};
  }
  return std::nullopt;
}

bool is_open_object(std::string_view name) {
  return std::ranges::find(kOpenFigures, name, &OpenFigureSpec::object) != kOpenFigures.end();
}

std::vector<std::string> nearest_figures(const FigurePath& path, std::size_t most) {
  std::vector<std::string> names;
  for (const FigureSpec& known : figure_catalogue()) names.push_back(to_string(known.path));
  const std::string name = path.segments.size() > 1 ? path.segments[1] : "NAME";
  for (const OpenFigureSpec& figure : kOpenFigures) names.push_back(to_string(path_of(figure, name)));
  return nearest_names(to_string(path), names, most);
}

}  // namespace perfbench
