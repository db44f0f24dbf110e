#include "reporters/metric_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/human_number.h"
#include "model/run_figures.h"

namespace perfbench {

namespace {

bool is_shown(const Measured& value) { return value && std::isfinite(*value); }

// At least two digits of the smallest too.
int decimals_of(const MetricRow& row) {
  double largest = 0;
  double smallest = std::numeric_limits<double>::infinity();
  bool integral = true;
  for (const Measured& value : row.values) {
    if (!is_shown(value)) continue;
    largest = std::max(largest, std::abs(*value));
    if (*value != 0) smallest = std::min(smallest, std::abs(*value));
    integral = integral && std::nearbyint(*value) == *value;
  }
  if (integral && row.unit == Unit::count) return 0;
  return std::max(decimals_for(largest), decimals_for(smallest) - 1);
}

bool has_values(const MetricRow& row) { return std::ranges::any_of(row.values, is_shown); }

// What no worker sent anything about.
bool is_all_zero(const MetricRow& row) {
  return std::ranges::all_of(row.values, [](const Measured& value) { return value.value_or(0) == 0; });
}

// Results of before v4 have some figures in KB only.
bool is_told_in_mb(const Summary& summary, const RunFigureSpec& spec) {
  return std::ranges::any_of(run_figure_specs(), [&](const RunFigureSpec& twin) {
    return twin.member == spec.member && twin.unit == Unit::megabytes &&
           has_values(metric_row(summary, twin.summary_path, twin.unit));
  });
}

}  // namespace

MetricRow metric_row(const Summary& summary, std::string_view path, Unit unit) {
  MetricRow row{.path = std::string(path), .unit = unit, .values = {}};
  for (std::size_t i = 0; i < kMetricColumns.size(); ++i) {
    row.values[i] = summary.value(row.path + "." + std::string(kMetricColumns[i]));
  }
  return row;
}

std::vector<MetricRow> measured_rows(const Summary& summary) {
  std::vector<MetricRow> rows;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    if (spec.unit == Unit::kilobytes && is_told_in_mb(summary, spec)) continue;
    MetricRow row = metric_row(summary, spec.summary_path, spec.unit);
    if (has_values(row) && !(spec.probe == Probe::telemetry && is_all_zero(row))) rows.push_back(std::move(row));
  }
  return rows;
}

std::string cell_text(const MetricRow& row, std::size_t column) {
  const Measured& value = row.values[column];
  return is_shown(value) ? human_number(*value, decimals_of(row)) : "";
}

}  // namespace perfbench
