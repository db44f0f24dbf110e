// Small files of /proc, without an allocation.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace perfbench::launcher {

// Reads what fits of /proc/PID/NAME and ends it with a NUL. False where there is nothing to read.
bool read_proc_file(pid_t pid, const char* name, char* text, std::size_t room);

}  // namespace perfbench::launcher
