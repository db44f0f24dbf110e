// The picture of a run's latencies.
#pragma once

#include "model/run_result.h"
#include "run_options.h"

namespace perfbench {

// Makes latency.png in the run's folder, where it is wanted and an iteration was measured, adds it to the result's
// reports and tells of it on stdout. Another program draws it and may hang for 5 s, so everything else has been said
// before. That it cannot be made is a warning on stderr and nothing more.
void add_picture(const RunOptions& options, RunResult& result);

}  // namespace perfbench
