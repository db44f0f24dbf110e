#include "limit_options.h"

#include <algorithm>

#include "model/byte_size.h"
#include "model/plan_limits.h"
#include "option_checks.h"

namespace perfbench {

void add_limit_options(CLI::App& command, LimitOptions& options) {
  constexpr const char* kGroup = "Limits";
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false)->group(kGroup);
  };
  add("--memory-max", options.memory_max, "SIZE",
      "memory of a worker and all that it starts, page\ncache too, as 64MB: what needs more is killed");
  add("--cpu-max", options.cpu_max, "CORES", "processors' worth of time for them, as 0.5")
      ->check(in_range(kLeastCpuMax, kMostCpuMax));
  add("--pids-max", options.pids_max, "N", "processes and threads of them at once")->check(in_range(1, kMostPidsMax));
  add("--cgroup", options.cgroup, "MODE",
      "a control group for each worker: auto (of version\n2, where it may be made), full (also of version 1,\nfor the "
      "peaks of memory and processes) or off")
      ->check(one_of({kCgroupModeNames.begin(), kCgroupModeNames.end()}));
}

Result<WorkerLimits> make_worker_limits(const LimitOptions& options) {
  WorkerLimits limits{.memory_bytes = {}, .cpus = options.cpu_max, .pids = options.pids_max};
  if (options.memory_max.empty()) return limits;
  limits.memory_bytes = parse_byte_size(options.memory_max);
  if (limits.memory_bytes) return limits;
  return fail({.kind = ErrorKind::usage,
               .what = "not an amount of memory: '" + options.memory_max + "'",
               .where = "--memory-max",
               .cause = "",
               .advice = "Write it with its unit, B, KB, MB or GB: 64MB."});
}

CgroupMode cgroup_mode(const LimitOptions& options) {
  const auto* const name = std::ranges::find(kCgroupModeNames, options.cgroup);
  return static_cast<CgroupMode>(name - kCgroupModeNames.begin());
}

}  // namespace perfbench
