// A plan in words, for --dry-run.
#pragma once

#include <string>

#include "model/plan.h"

namespace perfbench {

std::string describe_plan(const Plan& plan);

}  // namespace perfbench
