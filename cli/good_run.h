// Earlier runs of the same command, in the folder where its results go.
#pragma once

#include <optional>

#include "analysis/diagnose.h"
#include "model/run_result.h"

namespace perfbench {

// The last one that passed on this machine, of the same configuration (analysis/fingerprint.h); with the profile of the
// last such run that has one.
std::optional<GoodRun> find_good_run(const RunResult& result);

// Whether one of these was profiled within the last day.
bool was_profiled_lately(const RunResult& result);

}  // namespace perfbench
