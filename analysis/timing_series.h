// The latencies of a run in their order, for advice on them.
#pragma once

#include <vector>

#include "model/run_record.h"
#include "model/warning.h"

namespace perfbench {

struct Timing {
  int iteration;
  double ms;
};

// Of the iterations whose workers all succeeded: what a failure did to the others' latency has its own warning.
std::vector<Timing> clean_timings(const RunRecord& record);

std::vector<double> values_of(const std::vector<Timing>& timings);

// drifting or bimodal. What a drift explains is taken out of the timings; of a series of two modes it clears them,
// since no spread around one mean tells of it.
void advise_on_shape(std::vector<Timing>& timings, std::vector<Warning>& warnings);

}  // namespace perfbench
