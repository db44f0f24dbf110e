// Workers that run under an emulator: what is measured of them is the emulator as much as the program.
#pragma once

#include "model/plan.h"
#include "model/sla_rule.h"

namespace perfbench {

bool is_emulated(const WorkerPlan& worker);

// Whether a run is judged by `rule`. Emulated, only by what the emulator does not change: how many workers failed or
// timed out, and the counts in what the program reports itself. Its times, CPU, memory, descriptors, children and
// context switches are the emulator's too.
bool is_gated(const SlaRule& rule, const WorkerPlan& worker);

}  // namespace perfbench
