// The latencies of a run as a picture: above, each iteration with the limits of rules; below, how often which latency
// occurred.
#pragma once

#include <string>
#include <vector>

#include "model/run_figures.h"
#include "reporters/plot_parts.h"

namespace perfbench {

struct LatencyPlot {
  PlotHeading heading;
  std::vector<Measured> durations_ms;  // of the iterations, in their order
  std::vector<PlotLine> lines;         // limits, in ms
  Measured p50_ms;
  Measured p95_ms;
};

// A script for run_gnuplot(). Of more iterations than there is room for, neighbours share a step that keeps their
// lowest, median and highest. A limit far from all latencies is told of at the margin, and does not squash them.
std::string latency_script(const LatencyPlot& plot);

}  // namespace perfbench
