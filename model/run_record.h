// What a run yielded before any statistics: one record a worker, grouped by iteration.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/outcome.h"
#include "model/run_figures.h"
#include "model/warning.h"

namespace perfbench {

struct WorkerRecord {
  int worker_id = 1;  // 1-based within its iteration
  Outcome outcome;
  RunFigures figures;
  std::string stderr_tail;     // valid UTF-8, control characters kept; reporters escape for their own format
  int leftover_processes = 0;  // processes that it left running and that were killed when its record was closed
};

struct IterationRecord {
  int iteration = 1;  // 1-based; measured iterations only
  std::vector<WorkerRecord> workers;
  RunFigures figures;  // folded over the workers
};

enum class Ending { complete, interrupted, deadline, fault };

struct RunRecord {
  std::chrono::system_clock::time_point started_at;
  std::vector<IterationRecord> iterations;  // complete ones only
  Ending ending = Ending::complete;
  int ending_signal = 0;       // SIGINT, SIGTERM or SIGHUP when interrupted
  std::optional<Error> fault;  // why PerfBench could not go on, when Ending::fault
  int aborted_workers = 0;     // workers under way when the run was cut short; in no iteration
  int warmup_done = 0;
  int warmup_failures = 0;  // workers that failed while warming up
  std::vector<Warning> warnings;
};

int successful_workers(const IterationRecord& iteration);
int failed_workers(const IterationRecord& iteration);
// v4: of a single worker its own; of several 0 or 1.
int return_code(const IterationRecord& iteration);

// The iteration's figures out of its workers': Fold::mean, max and sum over those that have one; duration_ms is
// `window`, throughput its successful workers / window; both absent for a window of 0 (no worker was started).
RunFigures fold_workers(const std::vector<WorkerRecord>& workers, std::chrono::nanoseconds window);

}  // namespace perfbench
