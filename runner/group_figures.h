// What a worker's control groups tell of it, as figures and as a reason of its end.
#pragma once

#include <chrono>
#include <optional>

#include "model/outcome.h"
#include "model/run_figures.h"
#include "runner/launcher.h"
#include "runner/oom_watch.h"

namespace perfbench {

// Over `wall`, the mean CPU use of the tree is that of the group, which nothing escapes.
void put_group(RunFigures& figures, const GroupUsage& group, std::chrono::nanoseconds wall);

// Whether a worker that has failed was killed for want of memory, or a process of it that its exit code may tell of.
// `limit_mb`: its own; 0: none. `watch` is asked where no group tells; it may be null.
std::optional<OomKill> find_oom_kill(const WorkerExited& event, double limit_mb, OomWatch* watch);

}  // namespace perfbench
