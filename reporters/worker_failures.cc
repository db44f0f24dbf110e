#include "reporters/worker_failures.h"

#include <fmt/format.h>

namespace perfbench {

WorkerFailures worker_failures(const RunRecord& record, std::size_t most) {
  WorkerFailures failures;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      if (succeeded(worker.outcome)) continue;
      if (failures.shown.size() == most) {
        ++failures.more;
        continue;
      }
      std::string where = fmt::format("iteration {}", iteration.iteration);
      if (iteration.workers.size() > 1) where += fmt::format(", worker {}", worker.worker_id);
      failures.shown.push_back(
          {.where = std::move(where), .outcome = describe(worker.outcome), .stderr_tail = worker.stderr_tail});
    }
  }
  return failures;
}

}  // namespace perfbench
