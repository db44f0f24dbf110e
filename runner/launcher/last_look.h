// What can be read of a process that has ended, until it is reaped.
#pragma once

#include <sys/types.h>

#include "protocol.h"

namespace perfbench::launcher {

// Only root may open /proc/PID/io of a process that has ended; who has opened it before may read it then. Returns a
// descriptor of a living process for take_last_look(), or -1, for root too, who needs none.
int open_io_ahead(pid_t pid);

// From /proc/PID/schedstat and /proc/PID/io, or what was opened of that ahead; unknown is what the kernel does not
// keep, or hides.
LastLook take_last_look(pid_t pid, int io_ahead = -1);

// Where a part of it is not known, the whole is not.
void forget_io(LastLook& look);

// What an orphan read and wrote counts for its worker; the scheduler's figures are of the worker's first thread alone.
void add_io(LastLook& sum, const LastLook& other);

// What was the holding's and not the worker's. `before` is of its release, unknown of one that was not held.
void take_off(LastLook& look, const LastLook& before);

}  // namespace perfbench::launcher
