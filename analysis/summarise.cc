#include "analysis/summarise.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "analysis/hotspots.h"
#include "analysis/provenance.h"
#include "analysis/resource_budget.h"
#include "analysis/statistics.h"
#include "analysis/telemetry_figures.h"
#include "model/figure_catalogue.h"

namespace perfbench {

namespace {

// What the iterations measured, ascending; those that lack the figure are left out.
std::vector<double> sorted_values(const RunRecord& record, const RunFigureSpec& spec) {
  std::vector<double> values = record.iterations.values(spec.member);
  for (double& value : values) value *= spec.scale;
  std::ranges::sort(values);
  return values;
}

Measured statistic(const std::vector<double>& sorted, Stats stat) {
  if (sorted.empty()) return std::nullopt;
  switch (stat) {
    case kP50:
      return quantile(sorted, 0.5);
    case kP95:
      return quantile(sorted, 0.95);
    case kP99:
      return quantile(sorted, 0.99);
    case kMin:
      return sorted.front();
    case kMax:
      return sorted.back();
    case kTotal:
      return std::accumulate(sorted.begin(), sorted.end(), 0.0);
    default:
      return mean(sorted);
  }
}

void add_statistics(FigureValues& values, const RunRecord& record) {
  for (const RunFigureSpec& spec : run_figure_specs()) {
    const std::vector<double> sorted = sorted_values(record, spec);
    for (const StatName& stat : stat_names()) {
      if ((spec.stats & stat.stat) == 0) continue;
      values[std::string(spec.summary_path) + "." + std::string(stat.name)] = statistic(sorted, stat.stat);
    }
  }
}

void add_cold_warm(FigureValues& values, const RunRecord& record) {
  std::vector<double> rest;
  for (const IterationRecord& iteration : record.iterations) {
    const Measured duration = iteration.figures.duration_ms;
    if (iteration.iteration == 1) {
      values["cold_warm.first_ms"] = duration;
    } else if (duration) {
      rest.push_back(*duration);
    }
  }
  values["cold_warm.rest_p50_ms"] = median(std::move(rest));
}

std::vector<int> failed_iterations(const RunRecord& record) {
  std::vector<int> failed;
  for (const IterationRecord& iteration : record.iterations) {
    if (failed_workers(iteration) > 0) failed.push_back(iteration.iteration);
  }
  return failed;
}

void add_heap(FigureValues& values, const HeapCosts& costs) {
  constexpr double kBytesPerMb = 1024.0 * 1024;
  values["heap.peak_mb"] = static_cast<double>(costs.peak_bytes) / kBytesPerMb;
  values["heap.leaked_mb"] = static_cast<double>(costs.leaked_bytes) / kBytesPerMb;
  values["heap.allocations"] = static_cast<double>(costs.allocations);
  values["heap.temporary_allocations"] = static_cast<double>(costs.temporary_allocations);
}

// Counted once, they are those of each iteration.
void add_instructions(FigureValues& values, double instructions) {
  for (const StatName& stat : stat_names()) {
    const std::string path = "counters.instructions." + std::string(stat.name);
    if (stat.stat != kTotal) values[path] = instructions;
  }
}

// What they would have told is in `not_measured`.
void leave_out_unmeasured_additions(Summary& summary) {
  const auto catalogue = figure_catalogue();
  std::size_t place = 0;
  std::erase_if(summary.figures, [&](const Figure& figure) {
    const std::size_t known = place++;
    return known < catalogue.size() && catalogue[known].is_addition && !figure.value;
  });
}

}  // namespace

Summary summarise(const RunRecord& record, const Plan& plan) {
  const WorkerCounts workers = count_workers(record);
  FigureValues values;
  add_statistics(values, record);
  add_resource_budget(values, workers);
  add_cold_warm(values, record);
  values["successful_runs_total"] = workers.successful;
  values["failed_runs_total"] = workers.failed();
  add_telemetry_totals(values, record);
  if (record.profile) values["xctrace.trace_count"] = 1;
  if (record.heap) add_heap(values, record.heap->whole);
  if (record.callgrind_instructions) add_instructions(values, *record.callgrind_instructions);

  Summary summary;
  summary.failed_iterations = failed_iterations(record);
  summary.trace_paths = record.trace_paths;
  if (record.profile) summary.hotspots_top = find_hotspots(*record.profile, plan.probes.most_hotspots);
  for (const FigureSpec& known : figure_catalogue()) {
    const auto found = values.find(to_string(known.path));
    summary.figures.push_back({known.path, found == values.end() ? Measured{} : found->second});
  }
  for (Figure& figure : telemetry_figures(record, plan)) summary.figures.push_back(std::move(figure));
  add_provenance(summary, record, plan);
  leave_out_unmeasured_additions(summary);
  return summary;
}

}  // namespace perfbench
