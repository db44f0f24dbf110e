// What is left of a run that was killed.
#pragma once

#include "model/environment.h"
#include "model/plan.h"
#include "observer.h"
#include "run_options.h"
#include "runner/machine_snapshot.h"

namespace perfbench {

// Where CTest collects measurements: an observer that reports the iterations that were complete, with the files and the
// measurements of any other run, should this process be killed. Else none. What it is given must outlive the report,
// which is made in a copy of this process.
Observer stand_by(const RunOptions& options, const Plan& plan, const Environment& environment,
                  const MachineSnapshot& before);

}  // namespace perfbench
