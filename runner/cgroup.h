// The control groups that this process is in, of version 1, 2 or both, inside of a container too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/environment.h"
#include "runner/system_files.h"

namespace perfbench {

// Folders below the root of `files`, from the process's own group outwards as far as can be seen; empty where a
// controller has none.
struct CgroupFolders {
  std::string version;  // "v1", "v2", "hybrid"; empty where no cgroup is mounted
  std::vector<std::string> cpu;
  std::vector<std::string> memory;
  std::vector<std::string> pids;
  std::vector<std::string> cpuset;
};

CgroupFolders find_cgroups(const SystemFiles& files);

// The folder of the process's own group in the hierarchy of version 1 that has the controller or, of an empty name, in
// that of version 2; empty where there is none.
std::string own_cgroup(const SystemFiles& files, std::string_view v1_controller);

CgroupLimits read_cgroup_limits(const SystemFiles& files, const CgroupFolders& folders);

// How the CPU limits held their groups back since these were made: added up over the groups. Absent where none counts.
struct CgroupThrottling {
  std::optional<std::int64_t> periods;
  std::optional<std::int64_t> throttled_periods;
  std::optional<double> throttled_ms;
};

CgroupThrottling read_cgroup_throttling(const SystemFiles& files, const CgroupFolders& folders);

}  // namespace perfbench
