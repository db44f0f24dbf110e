#include "probe_options.h"

#include "model/duration.h"
#include "model/plan_limits.h"
#include "option_checks.h"

namespace perfbench {

namespace {

constexpr double kShortestHotspotLimitSec = 0.5;
constexpr double kLongestHotspotLimitSec = 3600;
constexpr int kMostHotspots = 1000;

}  // namespace

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
  flag("--xctrace-capture,--hotspots", options.hotspots,
       "the functions in which most time is spent, by perf,\nin iterations after the measured ones");
  add("--xctrace-time-limit-sec", options.hotspot_limit_sec, "SEC", "for which these are recorded at most (8)")
      ->check(in_range(kShortestHotspotLimitSec, kLongestHotspotLimitSec));
  add("--xctrace-hotspots-limit", options.most_hotspots, "N", "functions that are told (10)")
      ->check(in_range(1, kMostHotspots));
  flag("--heap-capture", options.heap,
       "what the command asks of the heap, by heaptrack, in\none iteration after the measured ones");
  add("--instructions-mode", options.instructions_mode, "MODE",
      "what counters.instructions is counted by: perf, with\n--counters, or callgrind, in one iteration after\nthe "
      "measured ones, which no other load moves (perf)")
      ->check(one_of({"perf", "callgrind"}));
  flag(
      "--explain,!--no-explain", options.explain,
      "when latency, throughput or CPU time break a rule:\nprofile the command, compare it with the last run\nthat was "
      "good, and say what explains the breach\n(off; on in add_perf_test())");
}

ProbePlan make_probe_plan(const ProbeOptions& options) {
  ProbePlan plan;
  plan.attach_sampling = options.attach_sampling;
  plan.snapshots = options.snapshots;
  plan.counters = options.counters;
  plan.hotspots = options.hotspots;
  plan.heap = options.heap;
  plan.callgrind = options.instructions_mode == "callgrind";
  plan.explain = options.explain;
  if (options.hotspot_limit_sec) plan.hotspot_limit = from_seconds(*options.hotspot_limit_sec);
  if (options.most_hotspots) plan.most_hotspots = static_cast<std::size_t>(*options.most_hotspots);
  if (options.attach_interval_ms) plan.attach_interval = from_ms(*options.attach_interval_ms);
  return plan;
}

}  // namespace perfbench
