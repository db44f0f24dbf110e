#include "probe_options.h"

#include "model/duration.h"
#include "model/plan_limits.h"
#include "option_checks.h"

namespace perfbench {

void add_probe_options(CLI::App& command, ProbeOptions& options) {
  constexpr const char* kGroup = "Probes";
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false)->group(kGroup);
  };
  const auto flag = [&](const std::string& name, bool& value, const std::string& help) {
    command.add_flag(name, value, help)->group(kGroup);
  };
  flag("--top-attach,--attach-sampling", options.attach_sampling,
       "CPU and RSS of each worker's process tree as a\ntime series, in samples.csv and top_attach");
  add("--top-interval-ms", options.attach_interval_ms, "MS", "between its samples (250)")
      ->check(in_range(kShortestIntervalMs, kLongestIntervalMs));
  flag("--vmmap-snapshots,--footprint-snapshots", options.snapshots,
       "each worker's memory at its start, middle and end,\nfor which it is stopped when it exits");
  flag("--counters", options.counters,
       "count instructions, cycles, cache and branch misses,\npage faults, context switches and migrations of each\n"
       "worker and its descendants");
}

ProbePlan make_probe_plan(const ProbeOptions& options) {
  ProbePlan plan;
  plan.attach_sampling = options.attach_sampling;
  plan.snapshots = options.snapshots;
  plan.counters = options.counters;
  if (options.attach_interval_ms) plan.attach_interval = from_ms(*options.attach_interval_ms);
  return plan;
}

}  // namespace perfbench
