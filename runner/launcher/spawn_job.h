// A job as a process, or the reason why it is none.
#pragma once

#include "job.h"
#include "spawn.h"

namespace perfbench::launcher {

// Starts the job's worker. `stop_at_exec`: for a trial, which ptrace stops before its first instruction.
SpawnResult spawn_job(const Job& job, bool stop_at_exec);

Event event_for(const Launch& launch, EventKind kind);
Event spawn_failure(const Launch& launch, const SpawnResult& result);

// Runs the trial of a job: exec_works or spawn_failed.
Event try_exec(const Job& job);

}  // namespace perfbench::launcher
