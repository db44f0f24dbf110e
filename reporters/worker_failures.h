// The workers of a run that failed, in the order they ran.
#pragma once

#include <string>
#include <vector>

#include "model/run_record.h"

namespace perfbench {

struct WorkerFailure {
  std::string where;    // "iteration 3" or, of several workers, "iteration 3, worker 2"
  std::string outcome;  // "killed by SIGSEGV"
  std::string stderr_tail;
};

struct WorkerFailures {
  std::vector<WorkerFailure> shown;
  std::size_t more = 0;
};

// The first `most` are shown, the others counted.
WorkerFailures worker_failures(const RunRecord& record, std::size_t most);

}  // namespace perfbench
