// What the kernel tells of control groups: mounts, memberships, and the contents of a group's files, zero bytes
// between.
#include "../runner/system_tree.h"
#include "require.h"
#include "runner/cgroup.h"
#include "runner/cpu_list.h"

using namespace perfbench;
using fuzz::require;

namespace {

std::string_view take_part(std::string_view& bytes) {
  const std::string_view part = bytes.substr(0, bytes.find('\0'));
  bytes.remove_prefix(std::min(part.size() + 1, bytes.size()));
  return part;
}

void require_folders(const std::vector<std::string>& folders) {
  constexpr std::size_t kMostFolders = 65;
  require(folders.size() <= kMostFolders, "the folders have an end");
  for (std::size_t i = 1; i < folders.size(); ++i) {
    require(folders[i - 1].starts_with(folders[i]), "each lies in the next");
    require(folders[i - 1].find("/..", folders[i].size()) == std::string::npos, "none leads out of it");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SystemTree tree;
  std::string_view bytes = fuzz::as_text(data, size);
  tree.write("/proc/self/mountinfo", std::string(take_part(bytes)));
  tree.write("/proc/self/cgroup", std::string(take_part(bytes)));
  for (const char* file : {"cpu.max", "memory.max", "pids.max", "cpuset.cpus", "cpu.stat"}) {
    tree.write(std::string("/sys/fs/cgroup/a/") + file, std::string(take_part(bytes)));
  }
  const SystemFiles files = tree.files();
  const CgroupFolders found = find_cgroups(files);
  for (const auto* folders : {&found.cpu, &found.memory, &found.pids, &found.cpuset}) require_folders(*folders);
  const bool is_mounted = !found.version.empty();
  require(is_mounted || found.memory.empty(), "where nothing is mounted there are no folders");
  require(is_mounted || own_cgroup(files, "").empty(), "nor a group of its own");

  const CgroupLimits limits = read_cgroup_limits(files, found);
  require(!limits.cpus || *limits.cpus > 0, "a limit of processors lets something run");
  require(!limits.memory_bytes || *limits.memory_bytes >= 0, "no memory is less than none");
  read_cgroup_throttling(files, found);
  if (const auto cpus = parse_kernel_cpus(limits.cpuset)) {
    require(parse_kernel_cpus(kernel_cpus(*cpus)) == cpus,
            "processors are the same when they are written and read again");
  }
  return 0;
}
