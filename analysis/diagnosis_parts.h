// The parts of diagnose() that go by the figures of a summary.
#pragma once

#include "model/diagnosis.h"
#include "model/summary.h"

namespace perfbench {

// Whether latency is, or grew since the good run by, waiting for something else than a processor more than by work, and
// by more than a busy machine makes of a worker's end. No function explains that, since what waits is not sampled.
bool is_mostly_waiting(const Summary* before, const Summary& now);
// Phases of the program's own that take longer, the most first.
void add_changed_phases(Diagnosis& diagnosis, const Summary& before, const Summary& now);
// What the change of latency is made of (on a processor, waiting for one, blocked), and what goes with it: memory,
// input and output.
void add_changed_resources(Diagnosis& diagnosis, const Summary& before, const Summary& now);
// What latency is made of.
void add_present_resources(Diagnosis& diagnosis, const Summary& now);

}  // namespace perfbench
