// The measured figures as rows of a table: one a metric, one column a statistic.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/figure_path.h"
#include "model/summary.h"
#include "model/unit.h"

namespace perfbench {

inline constexpr std::array<std::string_view, 6> kMetricColumns = {"mean", "p50", "p95", "p99", "min", "max"};

struct MetricRow {
  std::string path;  // object under summary, as "process_tree_sampled.peak_tree_rss_mb"
  Unit unit = Unit::none;
  std::array<Measured, kMetricColumns.size()>
      values;  // in kMetricColumns' order; absent where v4 has no such statistic
};

// Metrics with at least one value, in v4's order. Of twins in KB and MB only the one in MB.
std::vector<MetricRow> measured_rows(const Summary& summary);

// The statistics of one metric.
MetricRow metric_row(const Summary& summary, std::string_view path, Unit unit);

// "" where absent or not finite. All values of a row have the same decimals.
std::string cell_text(const MetricRow& row, std::size_t column);

}  // namespace perfbench
