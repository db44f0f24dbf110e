// Parts of a profile.
#pragma once

#include <string_view>

#include "model/stack_profile.h"

namespace perfbench {

// Without the stacks that have a frame of `module` in them.
StackProfile without_module(const StackProfile& profile, std::string_view module);

}  // namespace perfbench
