// A figure over time as a picture: a point for each run, by date.
#pragma once

#include <string>
#include <vector>

#include "model/trend_point.h"
#include "reporters/plot_parts.h"

namespace perfbench {

struct TrendPlot {
  PlotHeading heading;
  std::string y_label;             // "latency_ms.p95, ms"
  std::vector<TrendPoint> points;  // in any order
  std::vector<PlotLine> lines;     // limits, and what the points are compared with
};

// A script for run_gnuplot().
std::string trend_script(const TrendPlot& plot);

}  // namespace perfbench
