// A name for a machine that equal machines share.
#pragma once

#include <string>

#include "model/environment.h"

namespace perfbench {

// "intel-xeon-gold-6248-2cpu": the processor's model in lower case, each run of other characters than a-z and 0-9 one
// "-", at most 60 of them (or the architecture, where the model is not known), and the number of processors that are
// online. A container's host name is new with every run, and would begin a new trend each time.
// PerfBenchDashboard.cmake has the same rule.
std::string machine_name(const Environment& environment);

}  // namespace perfbench
