// What a run's picture shows of its result.
#pragma once

#include "model/run_result.h"
#include "model/saved_run.h"
#include "reporters/latency_plot.h"

namespace perfbench {

// Limits are those of the rules on latency_ms that the run is judged by.
LatencyPlot latency_plot_of(const RunResult& result);
LatencyPlot latency_plot_of(const SavedRun& run);

}  // namespace perfbench
