// What perf_event_open has counted, as figures.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "model/run_figures.h"
#include "runner/launcher.h"

namespace perfbench {

// Takes the values away where far less than the CPU time that the worker had was counted: the kernel stops at the exec
// of a program that may not be read, or that is setuid.
void mark_cut_short(std::vector<WorkerCounter>& counters, std::chrono::nanoseconds cpu);

// Fills in the counters; one that shared a counter of the processor is scaled up to the time it was to count.
void put_counters(RunFigures& figures, const std::vector<WorkerCounter>& counters);

// What must be known of them: why one is absent, and of which the kernel's share is missing or which is scaled; by the
// object of the summary.
struct CounterNotes {
  std::map<std::string, std::string> absent;
  std::map<std::string, std::string> sources;
};
CounterNotes counter_notes(const std::vector<WorkerCounter>& counters);

}  // namespace perfbench
