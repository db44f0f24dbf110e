// The options of perfbench run that bound what a worker may use, and its control group.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "model/error.h"
#include "model/probe_plan.h"
#include "model/worker_limits.h"

namespace perfbench {

struct LimitOptions {
  std::string cgroup = "auto";
  std::string memory_max;
  std::optional<double> cpu_max;
  std::optional<int> pids_max;
};

void add_limit_options(CLI::App& command, LimitOptions& options);

// Errors: usage.
Result<WorkerLimits> make_worker_limits(const LimitOptions& options);
CgroupMode cgroup_mode(const LimitOptions& options);

}  // namespace perfbench
