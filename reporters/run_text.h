// What was run and how it ended, in a line each.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

// "20 iterations x 4 workers, 2 warm-ups, profile cold, phase startup"; `times` is the sign between the numbers.
std::string workload_text(const Plan& plan, std::string_view times);

// "interrupted by SIGINT after 3 of 20 iterations, 4 workers aborted"; empty for a run that came to its end.
std::string ending_text(const RunResult& result);

// "PASS", "FAIL", "INCONCLUSIVE", "ERROR".
std::string verdict_word(Verdict verdict);

}  // namespace perfbench
