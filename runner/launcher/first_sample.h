// What the launcher itself tells of a worker: of its start, so that the shortest is seen, and of its end.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "protocol.h"

namespace perfbench::launcher {

// Its resident memory right after its exec, and the descriptors and children that it is born with.
FirstSample sample_once(pid_t pid);

// /proc/PID/schedstat, which tells of the first thread and can be read until the reap; -1 where there is none.
int open_schedstat(pid_t pid);
// Nanoseconds that the thread was ready to run and waited for a processor, or kUnknown.
std::int64_t read_run_queue_wait(int schedstat);

}  // namespace perfbench::launcher
