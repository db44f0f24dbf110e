// What is wrong with the files that hold the workers' secrets.
#pragma once

#include <vector>

#include "model/plan.h"
#include "model/warning.h"

namespace perfbench {

// One for each regular --env-file that others than its owner may read. A pipe is gone when it has been read.
std::vector<Warning> warn_of_readable_env_files(const WorkerPlan& worker);

}  // namespace perfbench
