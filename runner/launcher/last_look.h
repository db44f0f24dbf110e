// What can be read of a process that has ended, until it is reaped.
#pragma once

#include <sys/types.h>

#include "protocol.h"

namespace perfbench::launcher {

// From /proc/PID/schedstat and /proc/PID/io; unknown is what the kernel does not keep, or hides.
LastLook take_last_look(pid_t pid);

// What an orphan read and wrote counts for its worker; the scheduler's figures are of the worker's first thread alone.
void add_io(LastLook& sum, const LastLook& other);

// What was the holding's and not the worker's. `before` is of its release, unknown of one that was not held.
void take_off(LastLook& look, const LastLook& before);

}  // namespace perfbench::launcher
