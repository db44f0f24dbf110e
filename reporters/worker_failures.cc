#include "reporters/worker_failures.h"

#include <fmt/format.h>

namespace perfbench {

std::vector<WorkerFailure> worker_failures(const RunRecord& record) {
  std::vector<WorkerFailure> failures;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      if (succeeded(worker.outcome)) continue;
      std::string where = fmt::format("iteration {}", iteration.iteration);
      if (iteration.workers.size() > 1) where += fmt::format(", worker {}", worker.worker_id);
      failures.push_back({.where = std::move(where), .outcome = describe(worker.outcome), .worker = &worker});
    }
  }
  return failures;
}

}  // namespace perfbench
