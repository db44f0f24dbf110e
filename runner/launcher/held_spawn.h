// A worker that waits before its exec until everything that is to see it from its beginning is in place.
#pragma once

#include "spawn.h"

namespace perfbench::launcher {

struct HeldChild {
  pid_t pid = -1;   // -1 when it could not be made
  int go = -1;      // what the child waits for
  int status = -1;  // closed by its exec, or tells why there was none
  int error_number = 0;
};

// Forks, so that this process can go on meanwhile.
HeldChild spawn_held(const SpawnPlan& plan);

// Lets it go on to its exec, and returns when that has worked or failed. The worker's time begins here.
SpawnResult release(const HeldChild& child);

// Ends it before its exec.
void drop(const HeldChild& child);

}  // namespace perfbench::launcher
