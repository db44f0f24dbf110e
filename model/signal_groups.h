// Groups of metrics by their names, whose points are counted and added up.
#pragma once

#include <vector>

#include "model/plan.h"

namespace perfbench {

// turn, action and stream, as v4's otel_turn_action_stream has them, in this order.
const std::vector<SignalGroup>& builtin_signal_groups();

// The built-in ones with the plan's in their place or after them: those of otel_signals.
std::vector<SignalGroup> signal_groups_in_force(const TelemetryPlan& plan);

// What is counted of each worker: the built-in groups, for the frozen keys of v4, then those in force.
std::vector<SignalGroup> counted_signal_groups(const TelemetryPlan& plan);

}  // namespace perfbench
