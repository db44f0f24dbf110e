// The files that hold a run's iterations, each written as it ends: what is left of a run that is killed.
#pragma once

#include <filesystem>
#include <vector>

#include "model/error.h"
#include "model/iteration_log.h"
#include "model/warning.h"

namespace perfbench {

Result<void> write_iteration(const std::filesystem::path& run_dir, const IterationRecord& iteration);

struct KeptIterations {
  IterationLog iterations;
  std::vector<Warning> warnings;  // of the first file that cannot be read, after which none is looked at
};

// From the first on as far as there are files.
KeptIterations read_iterations(const std::filesystem::path& run_dir);

}  // namespace perfbench
