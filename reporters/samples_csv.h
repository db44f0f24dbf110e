// The time series of attach sampling as CSV: one row a sample.
#pragma once

#include <vector>

#include "model/tree_sample.h"
#include "reporters/byte_sink.h"

namespace perfbench {

// Columns: iteration, worker (both 1-based), time_ms since the worker's start, cpu_pct of one processor since the row
// before (empty where that is less than 20 ms away), rss_mb and processes of its tree.
void write_samples_csv(const std::vector<TreeSeries>& series, const ByteSink& sink);

}  // namespace perfbench
