#include "reporters/v4_environment.h"

#include <nlohmann/json.hpp>

#include "reporters/v4_value.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

// Whole numbers and truth values.
template <class Value>
ordered_json v4_exact(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json cgroup_of(const CgroupLimits& cgroup) {
  return {{"version", v4_text(cgroup.version)},
          {"cpu_limit", v4_number(cgroup.cpus)},
          {"memory_limit_bytes", v4_exact(cgroup.memory_bytes)},
          {"pids_limit", v4_exact(cgroup.pids)},
          {"cpuset", v4_text(cgroup.cpuset)}};
}

ordered_json moment_of(const MachineMoment& moment) {
  return {{"load_average_1m", v4_number(moment.load_average_1m)},
          {"load_average_5m", v4_number(moment.load_average_5m)},
          {"load_average_15m", v4_number(moment.load_average_15m)},
          {"free_memory_bytes", v4_exact(moment.free_memory_bytes)},
          {"available_memory_bytes", v4_exact(moment.available_memory_bytes)}};
}

ordered_json pressure_of(const PressureStall& stall) {
  return {{"some_ms", v4_number(stall.some_ms)}, {"full_ms", v4_number(stall.full_ms)}};
}

ordered_json activity_of(const MachineActivity& activity) {
  return {{"elapsed_ms", v4_number(activity.elapsed_ms)},
          {"steal_pct", v4_number(activity.steal_pct)},
          {"cgroup_periods", v4_exact(activity.cgroup_periods)},
          {"cgroup_throttled_periods", v4_exact(activity.cgroup_throttled_periods)},
          {"cgroup_throttled_ms", v4_number(activity.cgroup_throttled_ms)},
          {"thermal_throttle_events", v4_exact(activity.thermal_throttle_events)},
          {"swapped_in_bytes", v4_exact(activity.swapped_in_bytes)},
          {"swapped_out_bytes", v4_exact(activity.swapped_out_bytes)},
          {"cpu_pressure", pressure_of(activity.cpu_pressure)},
          {"memory_pressure", pressure_of(activity.memory_pressure)},
          {"io_pressure", pressure_of(activity.io_pressure)}};
}

void add_processors(ordered_json& object, const Environment& machine) {
  object["cpu_model"] = v4_text(machine.cpu_model);
  object["cpu_count"] = v4_exact(machine.cpu_count);
  object["online_cpu_count"] = v4_exact(machine.online_cpu_count);
  object["cpu_cores"] = v4_exact(machine.cpu_cores);
  object["allowed_cpus"] = v4_text(machine.allowed_cpus);
  object["online_cpus"] = v4_text(machine.online_cpus);
  object["memory_bytes"] = v4_exact(machine.memory_bytes);
  object["cpu_governor"] = v4_text(machine.cpu_governor);
  object["cpu_frequency_driver"] = v4_text(machine.cpu_frequency_driver);
  object["turbo"] = v4_exact(machine.turbo);
  object["smt"] = v4_exact(machine.smt);
}

}  // namespace

ordered_json v4_environment(const RunResult& result) {
  const Environment& machine = result.environment;
  ordered_json object = ordered_json::object();
  object["hostname"] = v4_text(machine.hostname);
  object["os"] = v4_text(machine.os);
  object["kernel"] = v4_text(machine.kernel);
  object["architecture"] = v4_text(machine.architecture);
  add_processors(object, machine);
  object["aslr"] = v4_text(machine.aslr);
  object["virtualisation"] = v4_text(machine.virtualisation);
  object["container"] = v4_text(machine.container);
  object["clock_source"] = v4_text(machine.clock_source);
  object["cgroup"] = cgroup_of(machine.cgroup);
  object["load_average_1m"] = v4_number(machine.load_average_1m);
  object["before"] = moment_of(machine.before);
  object["after"] = moment_of(machine.after);
  object["during"] = activity_of(machine.during);
  object["perfbench_version"] = v4_text(machine.perfbench_version);
  object["git_commit"] = v4_text(machine.git_commit);
  object["git_dirty"] = v4_exact(machine.git_dirty);
  const auto& build_info = result.plan.worker.build_info;
  object["build"] = build_info.empty() ? ordered_json::object() : ordered_json(build_info);
  object["machine_fingerprint"] = v4_text(machine.machine_fingerprint);
  object["config_hash"] = v4_text(machine.config_hash);
  object["not_read"] = machine.not_read.empty() ? ordered_json::object() : ordered_json(machine.not_read);
  return object;
}

}  // namespace perfbench
