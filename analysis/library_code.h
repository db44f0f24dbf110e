// Which code works for whoever called it.
#pragma once

#include "model/stack_profile.h"

namespace perfbench {

// The kernel, the C and C++ libraries, allocators, and what of them is compiled into a program (std:: templates, a
// static memcpy): when it takes longer, its caller asked for more. Told by names alone.
bool is_library_code(const StackFrame& frame);

}  // namespace perfbench
