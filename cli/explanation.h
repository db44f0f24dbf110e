// What a run tells beyond its figures, by one more look at the command when it is over.
#pragma once

#include <chrono>

#include "installation.h"
#include "model/run_result.h"

namespace perfbench {

// A broken rule on time is diagnosed; and of a run that keeps such rules a profile is taken, one a day, to compare
// with. Only where the plan says so, and not under an emulator.
void explain(RunResult& result, const Installation& installation, std::chrono::steady_clock::time_point began);

}  // namespace perfbench
