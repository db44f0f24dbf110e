// Two short names for a result: of the machine that it was measured on, and of what was measured. Figures are
// comparable where both are equal.
#pragma once

#include <string>

#include "model/environment.h"
#include "model/plan.h"

namespace perfbench {

// Both are XXH3 of 64 bits, in 16 hexadecimal digits, over the fields below: each name and value with its length, in
// this order. They stay the same from one version of PerfBench to the next; a change of the fields changes the number
// that the text begins with.

// Of the processor's model, its cores, processors online and usable, SMT, turbo, governor and frequency driver; memory
// to a sixteenth of the power of two below it (what the kernel keeps for itself varies); the kernel's first two
// numbers; architecture; virtualisation; and the control group's limit on processors. Of what is not known, that it is
// not. Not of names, load, the container's kind, and what changes with each boot.
std::string machine_fingerprint(const Environment& machine);

// Of command and arguments, shell, emulator; workload: concurrency, iterations, warm-up, timeout, phase; what the
// workers get: names (not values) of environment variables, of variables for their homes, and the files in them,
// working directory, input, where output goes, processors; how it is probed: intervals, telemetry, metrics in JSON
// lines; the SLA profile's name; and what is told of the build. Not of the test's name, rules, deadline, measurements
// for a dashboard, and the folder of the results.
std::string config_hash(const Plan& plan);

}  // namespace perfbench
