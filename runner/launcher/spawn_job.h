// A job as a process, or the reason why it is none.
#pragma once

#include "held_spawn.h"
#include "job.h"
#include "spawn.h"

namespace perfbench::launcher {

// Starts the job's worker, in the control group of version 2 whose folder is open as `group`; -1: in the launcher's.
SpawnResult spawn_job(const Job& job, int group);

// The same, held before its exec. Where that cannot be done, pid is -1 and failed_step tells.
HeldChild hold_job(const Job& job);

Event event_for(const Launch& launch, EventKind kind);
Event spawn_failure(const Launch& launch, const SpawnResult& result);

// Runs the trial of a job: exec_works or spawn_failed.
Event try_exec(const Job& job);

}  // namespace perfbench::launcher
