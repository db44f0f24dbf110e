// A child that is born in a control group of version 2: nothing has to be moved, which takes old kernels milliseconds.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace perfbench::launcher {

// As clone() with CLONE_VM | CLONE_VFORK | SIGCHLD, on a stack that begins at `stack`. `child` does not return. -1, and
// errno: ENOSYS where it is not known how.
pid_t clone_into_group(int (*child)(void*), void* argument, char* stack, std::size_t stack_bytes, int group);

}  // namespace perfbench::launcher
