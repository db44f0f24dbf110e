// What the command asks of the heap: one iteration after the measured ones, under heaptrack.
#pragma once

#include <chrono>

#include "installation.h"
#include "model/heap_figures.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace perfbench {

// `measured` as for run_under_tool(). Errors (harness): there is no heaptrack, the command is linked statically or
// failed under it, or nothing is told of it.
Result<HeapFigures> capture_heap(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                 std::chrono::steady_clock::time_point began);

}  // namespace perfbench
