// The machine that a result was measured on, and what happened on it meanwhile. A field that could not be read is empty
// or absent; `not_read` says why, where that is known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace perfbench {

// What the control groups allow that the run is in: of each limit the narrowest of its own group and those around it.
struct CgroupLimits {
  std::string version;              // "v1", "v2", or "hybrid" where both are mounted
  std::optional<double> cpus = {};  // quota / period: so many processors' time
  std::optional<std::int64_t> memory_bytes = {};
  std::optional<std::int64_t> pids = {};
  std::string cpuset = {};  // "0-3"
};

// The machine at one moment.
struct MachineMoment {
  std::optional<double> load_average_1m = {};
  std::optional<double> load_average_5m = {};
  std::optional<double> load_average_15m = {};
  std::optional<std::int64_t> free_memory_bytes = {};
  std::optional<std::int64_t> available_memory_bytes = {};  // without swapping
};

// For how long some, or all, of the machine's tasks waited for a resource: the kernel's pressure stall information.
struct PressureStall {
  std::optional<double> some_ms = {};
  std::optional<double> full_ms = {};
};

// What happened between two moments, on the whole machine but for the throttling, which is of the run's cgroups.
struct MachineActivity {
  std::optional<double> elapsed_ms = {};
  std::optional<double> steal_pct = {};  // of all processors' time, what the hypervisor gave to others
  std::optional<std::int64_t> cgroup_periods = {};
  std::optional<std::int64_t> cgroup_throttled_periods = {};
  std::optional<double> cgroup_throttled_ms = {};
  std::optional<std::int64_t> thermal_throttle_events = {};
  std::optional<std::int64_t> swapped_in_bytes = {};
  std::optional<std::int64_t> swapped_out_bytes = {};
  PressureStall cpu_pressure = {};
  PressureStall memory_pressure = {};
  PressureStall io_pressure = {};
};

struct Environment {
  std::string hostname;
  std::string os;      // "Debian GNU/Linux 12 (bookworm)"
  std::string kernel;  // "6.1.0-18-amd64"
  std::string architecture;
  std::string cpu_model;
  std::optional<int> cpu_count;         // processors this process may run on
  std::optional<int> online_cpu_count;  // of the machine, over which its load is spread
  std::optional<int> cpu_cores = {};    // physical ones, that are online
  std::string allowed_cpus = {};        // "0-3,8", as many as cpu_count
  std::string online_cpus = {};
  std::optional<std::int64_t> memory_bytes;
  std::string cpu_governor;
  std::string cpu_frequency_driver;
  std::optional<bool> turbo = {};
  std::optional<bool> smt = {};
  std::string aslr = {};            // "full", "partial" or "off", for what this process starts
  std::string virtualisation = {};  // "kvm", "vmware", "wsl" ...; "vm" where its kind is not known, "none"
  std::string container = {};       // "docker", "podman", "lxc" ...; "none"
  std::string clock_source = {};    // "tsc"
  CgroupLimits cgroup = {};
  std::optional<double> load_average_1m;  // when the run began
  MachineMoment before = {};
  MachineMoment after = {};
  MachineActivity during = {};
  std::string perfbench_version;
  std::string git_commit;  // of the sources that perfbench was started in; empty where there is no repository
  std::optional<bool> git_dirty = {};  // whether files that git knows differ from the commit
  std::string machine_fingerprint = {};
  std::string config_hash = {};
  std::map<std::string, std::string> not_read = {};  // key of the result's environment -> why it is null
};

}  // namespace perfbench
