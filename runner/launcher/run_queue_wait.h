// What the scheduler knows of a worker that has ended.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace perfbench::launcher {

// Nanoseconds that the first thread of an ended process was ready to run and waited for a processor, or kUnknown: from
// /proc/PID/schedstat, which can be read until the reap.
std::int64_t read_run_queue_wait(pid_t pid);

}  // namespace perfbench::launcher
