// What was run and how it ended, in a line each.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

// "20 iterations x 4 workers, 2 warm-ups, profile cold, phase startup, emulated by qemu-arm"; `times` is the sign
// between the numbers.
std::string workload_text(const Plan& plan, std::string_view times);

// "the first iteration took 150 ms, the others 100 ms (p50)"; empty where it failed, or was no slower by
// a tenth.
std::string cold_warm_text(const Summary& summary);

// "heap: 5.07 MB at its peak, 5.00 MB leaked, 3 allocations, 0 of them temporary"; empty where it was not captured.
std::string heap_text(const Summary& summary);

// "PASS", "FAIL", "INCONCLUSIVE", "ERROR".
std::string verdict_word(Verdict verdict);

}  // namespace perfbench
