// The workers of a run that failed, in the order they ran.
#pragma once

#include <string>
#include <vector>

#include "model/run_record.h"

namespace perfbench {

struct WorkerFailure {
  std::string where;    // "iteration 3" or, of several workers, "iteration 3, worker 2"
  std::string outcome;  // "killed by SIGSEGV"
  const WorkerRecord* worker;
};

// Valid as long as `record` is.
std::vector<WorkerFailure> worker_failures(const RunRecord& record);

}  // namespace perfbench
