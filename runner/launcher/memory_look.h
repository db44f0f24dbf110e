// What a process has in memory, as /proc/PID/smaps_rollup adds it up: the kernel walks all its pages for that.
#pragma once

#include <sys/types.h>

#include "protocol.h"

namespace perfbench::launcher {

// Unknown is what the kernel does not tell, or hides.
struct MemoryLook {
  std::int64_t pss_kb = kUnknown;
  std::int64_t private_dirty_kb = kUnknown;
  std::int64_t swap_kb = kUnknown;  // proportional, as pss
};

MemoryLook look_at_memory(pid_t pid);

// VmHWM of a process that has not ended.
std::int64_t read_peak_rss_kb(pid_t pid);

}  // namespace perfbench::launcher
