// What the command asks of the heap: one iteration after the measured ones, under heaptrack.
#pragma once

#include <chrono>

#include "installation.h"
#include "model/heap_figures.h"
#include "model/plan.h"

namespace perfbench {

// Errors (harness): there is no heaptrack, the command failed under it, or nothing is told of it.
Result<HeapFigures> capture_heap(const Plan& plan, const Installation& installation,
                                 std::chrono::steady_clock::time_point began);

}  // namespace perfbench
