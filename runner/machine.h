// Reads the machine's description for the result.
#pragma once

#include "model/environment.h"

namespace perfbench {

Environment describe_machine();

}  // namespace perfbench
