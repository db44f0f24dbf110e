// How a run ended, in words.
#pragma once

#include <string>

#include "model/plan.h"
#include "model/run_record.h"

namespace perfbench {

// What cut the run short, and when: "the deadline of 110 s came after 3 of 5 iterations"; empty for a complete run.
std::string describe_ending(const Plan& plan, const RunRecord& record);

}  // namespace perfbench
