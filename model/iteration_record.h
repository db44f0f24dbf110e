// One iteration as measured: a record a worker, and the iteration's own figures.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/outcome.h"
#include "model/run_figures.h"
#include "model/trace_context.h"

namespace perfbench {

struct WorkerRecord {
  int worker_id = 1;  // 1-based within its iteration
  Outcome outcome;
  RunFigures figures;
  std::string stderr_tail;  // valid UTF-8, control characters kept; reporters escape for their own format
  // v4's counts of metrics whose names speak of queues and cancellations.
  std::map<std::string, double> queue_cancel = {};
  // Its own metrics (WorkerPlan::metrics_jsonl): the mean of each.
  std::map<std::string, double> metrics = {};
  int leftover_processes = 0;  // processes that it left running and that were killed when its record was closed
  std::optional<std::chrono::system_clock::time_point> started_at = {};  // where duration_ms begins
  TraceContext trace = {};                                               // of its own span; none without telemetry
};

struct IterationRecord {
  int iteration = 1;  // 1-based; measured iterations only
  std::vector<WorkerRecord> workers;
  RunFigures figures;  // folded over the workers
};

int successful_workers(const IterationRecord& iteration);
int failed_workers(const IterationRecord& iteration);
// v4: of a single worker its own; of several 0 or 1.
int return_code(const IterationRecord& iteration);

// The iteration's figures out of its workers': Fold::mean, max and sum over those that have one; duration_ms is
// `window`, throughput its successful workers / window; both absent for a window of 0 (no worker was started).
RunFigures fold_workers(const std::vector<WorkerRecord>& workers, std::chrono::nanoseconds window);

}  // namespace perfbench
