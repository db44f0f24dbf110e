// How many instructions the command executes: one iteration after the measured ones, under valgrind, which no other
// load can move.
#pragma once

#include <chrono>

#include "installation.h"
#include "model/plan.h"

namespace perfbench {

// Of one worker and the processes that it starts. Errors (harness): there is no valgrind, or the command failed under
// it.
Result<double> count_instructions(const Plan& plan, const Installation& installation,
                                  std::chrono::steady_clock::time_point began);

}  // namespace perfbench
