#include "runner/cgroup.h"

#include <gmock/gmock.h>

#include "system_tree.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kV2Mount = "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";

std::string v1_mount(const std::string& controllers, const std::string& root = "/") {
  return "32 31 0:29 " + root + " /sys/fs/cgroup/" + controllers + " rw shared:9 - cgroup cgroup rw," + controllers +
         "\n";
}

CgroupLimits limits_in(const SystemTree& tree) { return read_cgroup_limits(tree.files(), find_cgroups(tree.files())); }

CgroupThrottling throttling_in(const SystemTree& tree) {
  return read_cgroup_throttling(tree.files(), find_cgroups(tree.files()));
}

TEST(Cgroups, OfVersion2TellTheNarrowestLimitOfAllLevels) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", "22 27 0:21 / /proc rw - proc proc rw\n" + kV2Mount);
  tree.write("/proc/self/cgroup", "0::/ci.slice/job\n");
  tree.write("/sys/fs/cgroup/ci.slice/job/cpu.max", "400000 100000\n");
  tree.write("/sys/fs/cgroup/ci.slice/job/memory.max", "2147483648\n");
  tree.write("/sys/fs/cgroup/ci.slice/job/pids.max", "max\n");
  tree.write("/sys/fs/cgroup/ci.slice/job/cpuset.cpus.effective", "0-1\n");
  tree.write("/sys/fs/cgroup/ci.slice/cpu.max", "150000 100000\n");
  tree.write("/sys/fs/cgroup/ci.slice/memory.max", "4294967296\n");
  tree.write("/sys/fs/cgroup/cpu.max", "max 100000\n");
  tree.write("/sys/fs/cgroup/ci.slice/pids.max", "512\n");
  const CgroupLimits limits = limits_in(tree);
  EXPECT_EQ(limits.version, "v2");
  EXPECT_EQ(limits.cpus, 1.5);
  EXPECT_EQ(limits.memory_bytes, 2147483648);
  EXPECT_EQ(limits.pids, 512);
  EXPECT_EQ(limits.cpuset, "0-1");
}

TEST(Cgroups, OfVersion1HaveAHierarchyForEachController) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", v1_mount("cpu,cpuacct") + v1_mount("memory") + v1_mount("pids"));
  tree.write("/proc/self/cgroup", "3:memory:/box\n2:pids:/\n1:cpu,cpuacct:/box\n");
  tree.write("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n");
  tree.write("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
  tree.write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  tree.write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  tree.write("/sys/fs/cgroup/memory/box/memory.limit_in_bytes", "9223372036854771712\n");
  tree.write("/sys/fs/cgroup/pids/pids.max", "64\n");
  const CgroupLimits limits = limits_in(tree);
  EXPECT_EQ(limits.version, "v1");
  EXPECT_EQ(limits.cpus, 0.5);
  EXPECT_EQ(limits.memory_bytes, std::nullopt);
  EXPECT_EQ(limits.pids, 64);
}

TEST(Cgroups, OfBothVersionsAreReadWhereTheControllerIs) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", v1_mount("cpu") + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
  tree.write("/proc/self/cgroup", "2:cpu:/a\n0::/b\n");
  tree.write("/sys/fs/cgroup/cpu/a/cpu.stat", "nr_periods 10\nnr_throttled 2\nthrottled_time 3500000\n");
  tree.write("/sys/fs/cgroup/unified/b/cpu.stat", "nr_periods 999\n");
  tree.write("/sys/fs/cgroup/unified/b/pids.max", "7\n");
  EXPECT_EQ(limits_in(tree).version, "hybrid");
  EXPECT_EQ(limits_in(tree).pids, 7);
  EXPECT_EQ(throttling_in(tree).periods, 10);
  EXPECT_EQ(throttling_in(tree).throttled_periods, 2);
  EXPECT_EQ(throttling_in(tree).throttled_ms, 3.5);
}

TEST(Cgroups, InAContainerThatSeesOnlyItsOwnAreReadAtTheMount) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", v1_mount("cpu", "/docker/1f") + v1_mount("memory"));
  tree.write("/proc/self/cgroup", "2:cpu:/docker/1f/worker\n1:memory:/docker/1f\n");
  tree.write("/sys/fs/cgroup/cpu/worker/cpu.stat", "");
  tree.write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576\n");
  EXPECT_THAT(find_cgroups(tree.files()).cpu, ElementsAre("/sys/fs/cgroup/cpu/worker", "/sys/fs/cgroup/cpu"));
  EXPECT_THAT(find_cgroups(tree.files()).memory, ElementsAre("/sys/fs/cgroup/memory"));
  EXPECT_EQ(limits_in(tree).memory_bytes, 1048576);
}

TEST(Cgroups, PathsThatLeadOutOfTheNamespaceAreNotFollowed) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", kV2Mount);
  tree.write("/proc/self/cgroup", "0::/../../other\n");
  tree.write("/sys/other/cpu.max", "1 100000\n");
  EXPECT_THAT(find_cgroups(tree.files()).cpu, ElementsAre("/sys/fs/cgroup"));
}

TEST(Cgroups, ThrottlingIsAddedUpOverTheLevels) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", kV2Mount);
  tree.write("/proc/self/cgroup", "0::/a\n");
  tree.write("/sys/fs/cgroup/cpu.stat", "usage_usec 9\n");  // the root has no limit
  tree.write("/sys/fs/cgroup/a/cpu.stat", "usage_usec 9\nnr_periods 5\nnr_throttled 1\nthrottled_usec 1500\n");
  EXPECT_EQ(throttling_in(tree).periods, 5);
  EXPECT_EQ(throttling_in(tree).throttled_ms, 1.5);
}

TEST(Cgroups, ThatAreNotThereAreAbsent) {
  const SystemTree tree;
  EXPECT_EQ(limits_in(tree).version, "");
  EXPECT_EQ(limits_in(tree).cpus, std::nullopt);
  EXPECT_EQ(throttling_in(tree).periods, std::nullopt);
  tree.write("/proc/self/mountinfo", "- cgroup\nnonsense - cgroup2\n1 2 3 / - cgroup2 x y\n" + kV2Mount);
  tree.write("/proc/self/cgroup", "nonsense\n::\n0::\n");
  tree.write("/sys/fs/cgroup/cpu.max", "0 0\n");
  EXPECT_EQ(limits_in(tree).cpus, std::nullopt);
}

TEST(Cgroups, AMountPointMayHoldBlanks) {
  const SystemTree tree;
  tree.write("/proc/self/mountinfo", "31 23 0:28 / /c\\040g rw - cgroup2 cgroup2 rw\n");
  tree.write("/proc/self/cgroup", "0::/\n");
  tree.write("/c g/pids.max", "3\n");
  EXPECT_EQ(limits_in(tree).pids, 3);
}

}  // namespace
}  // namespace perfbench
