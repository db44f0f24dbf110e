// How many instructions the command executes: one iteration after the measured ones, under valgrind, which no other
// load can move.
#pragma once

#include <chrono>

#include "installation.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace perfbench {

// Of one worker and the processes that it starts; `measured` as for run_under_tool(). Errors (harness): there is no
// valgrind, the command failed under it, or becomes another program: callgrind forgets what it had counted then.
Result<double> count_instructions(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                  std::chrono::steady_clock::time_point began);

}  // namespace perfbench
