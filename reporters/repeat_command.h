// The `perfbench run` command line that asks for the same run again.
#pragma once

#include <string>

#include "model/plan.h"

namespace perfbench {

// One line for a shell. Values of environment variables are taken from the shell's own: --env NAME="$NAME".
std::string repeat_command(const Plan& plan);

}  // namespace perfbench
