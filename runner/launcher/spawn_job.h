// A job as a process, or the reason why it is none.
#pragma once

#include "held_spawn.h"
#include "job.h"
#include "spawn.h"

namespace perfbench::launcher {

// Starts the job's worker. `stop_at_exec`: for a trial, which ptrace stops before its first instruction.
SpawnResult spawn_job(const Job& job, bool stop_at_exec);

// The same, held before its exec. Where that cannot be done, pid is -1 and failed_step tells.
HeldChild hold_job(const Job& job);

Event event_for(const Launch& launch, EventKind kind);
Event spawn_failure(const Launch& launch, const SpawnResult& result);

// Runs the trial of a job: exec_works or spawn_failed.
Event try_exec(const Job& job);

}  // namespace perfbench::launcher
