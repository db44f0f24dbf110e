// Stops a worker when it exits, before its memory goes.
#pragma once

#include <sys/types.h>

#include "protocol.h"

namespace perfbench::launcher {

// Of a held child. False where tracing is forbidden: it will exit without a stop.
bool stop_at_exit(pid_t pid);

// What waitid() tells of as CLD_TRAPPED: takes it, lets the process go on, and, when it is about to exit, looks at its
// memory first.
void take_trap(pid_t pid, ExitLook& exit_look);

}  // namespace perfbench::launcher
