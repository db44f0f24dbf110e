#include "runner/worker_cgroups.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "runner/cgroup.h"
#include "runner/cgroup_folder.h"
#include "runner/launcher/group_files.h"
#include "runner/launcher/protocol.h"
#include "runner/vacated_cgroup.h"
#include "system_tree.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kV2Only = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

std::string v1_mount_of(const std::string& controllers) {
  return "32 31 0:29 / /sys/fs/cgroup/" + controllers + " rw - cgroup cgroup rw," + controllers + "\n";
}

std::string own_folder_name() { return "/perfbench-" + std::to_string(::getpid()); }

RunRecord notes_of(const WorkerCgroups& cgroups) {
  RunRecord record;
  cgroups.note(record);
  return record;
}

class WorkerCgroupsTest : public testing::Test {
 protected:
  void mount(const std::string& mounts, const std::string& memberships) const {
    tree_.write("/proc/self/mountinfo", mounts);
    tree_.write("/proc/self/cgroup", memberships);
  }
  std::unique_ptr<WorkerCgroups> made(CgroupMode mode, const WorkerLimits& limits = {}) const {
    auto made = WorkerCgroups::make(mode, limits, files_);
    EXPECT_TRUE(made) << to_string(made.error());
    return std::move(*made);
  }

  SystemTree tree_;
  SystemFiles files_ = tree_.files();
};

TEST_F(WorkerCgroupsTest, AreMadeBelowTheOwnGroupAndGoWithTheObject) {
  mount(kV2Only, "0::/ci/job\n");
  tree_.write("/sys/fs/cgroup/ci/job/cgroup.procs", "");
  const std::string folder = files_.full_path("/sys/fs/cgroup/ci/job" + own_folder_name());
  {
    const auto cgroups = made(CgroupMode::automatic);
    ASSERT_EQ(cgroups->groups().hierarchies.size(), 1U);
    EXPECT_EQ(cgroups->groups().hierarchies[0].folder, folder);
    EXPECT_EQ(cgroups->groups().hierarchies[0].uses, launcher::kGroupV2);
    EXPECT_TRUE(std::filesystem::exists(folder));
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(WorkerCgroupsTest, AreAbsentWithTheReasonWhereTheGroupCannotBeWritten) {
  mount(kV2Only, "0::/ci/job\n");
  std::filesystem::create_directories(files_.full_path("/sys/fs/cgroup/ci/job"));  // and no cgroup.procs
  const auto cgroups = made(CgroupMode::automatic);
  EXPECT_THAT(cgroups->groups().hierarchies, IsEmpty());
  const RunRecord notes = notes_of(*cgroups);
  const std::string why = "no control group can be made in /sys/fs/cgroup/ci/job: No such file or directory";
  for (const char* object : {"cgroup", "cgroup_memory_peak_mb", "scheduling.cpu_pressure_ms"}) {
    EXPECT_EQ(notes.absent.at(object), why) << object;
  }
  EXPECT_FALSE(notes.sources.contains("process_tree_sampled.mean_tree_cpu_pct"));
}

TEST_F(WorkerCgroupsTest, OfVersion1AreJoinedOnlyWhereThatIsAskedFor) {
  mount(v1_mount_of("memory") + v1_mount_of("cpu,cpuacct") + v1_mount_of("freezer"),
        "3:memory:/box\n2:cpu,cpuacct:/\n1:freezer:/\n");
  for (const char* group : {"memory/box", "cpu,cpuacct", "freezer"}) {
    tree_.write(std::string("/sys/fs/cgroup/") + group + "/cgroup.procs", "");
  }
  EXPECT_THAT(made(CgroupMode::automatic)->groups().hierarchies, IsEmpty());
  EXPECT_THAT(notes_of(*made(CgroupMode::automatic)).absent.at("cgroup_memory_peak_mb"),
              HasSubstr("--cgroup full takes that of version 1"));
  const auto full = made(CgroupMode::full);
  std::vector<std::uint32_t> uses;
  for (const GroupHierarchy& hierarchy : full->groups().hierarchies) uses.push_back(hierarchy.uses);
  EXPECT_THAT(uses, ElementsAre(launcher::kGroupMemory, launcher::kGroupCpuacct, launcher::kGroupFreezer));
  EXPECT_THAT(notes_of(*full).sources.at("cgroup"), HasSubstr("v1 cpuacct"));
  EXPECT_FALSE(notes_of(*full).absent.contains("cgroup"));
}

TEST_F(WorkerCgroupsTest, ControllersInOneHierarchyShareAGroup) {
  mount(v1_mount_of("cpu,cpuacct"), "2:cpu,cpuacct:/\n");
  tree_.write("/sys/fs/cgroup/cpu,cpuacct/cgroup.procs", "");
  const auto limited = made(CgroupMode::automatic, {.memory_bytes = {}, .cpus = 0.5, .pids = {}});
  ASSERT_EQ(limited->groups().hierarchies.size(), 1U);
  EXPECT_EQ(limited->groups().hierarchies[0].uses, launcher::kGroupCpu | launcher::kGroupCpuacct);
  EXPECT_EQ(limited->groups().limits.cpus, 0.5);
}

TEST_F(WorkerCgroupsTest, ALimitThatNothingCanSetIsAnErrorThatSaysWhatHelps) {
  mount(kV2Only, "0::/\n");
  tree_.write("/sys/fs/cgroup/cgroup.procs", "");
  const auto refused =
      WorkerCgroups::make(CgroupMode::automatic, {.memory_bytes = {}, .cpus = 0.5, .pids = {}}, files_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::plan);
  EXPECT_EQ(refused.error().where, "--cpu-max");
  EXPECT_THAT(refused.error().cause, HasSubstr("no controller cpu"));
  EXPECT_THAT(refused.error().advice, HasSubstr("systemd-run --user --scope -p Delegate=yes"));
  EXPECT_FALSE(std::filesystem::exists(files_.full_path("/sys/fs/cgroup" + own_folder_name())));
  const auto off = WorkerCgroups::make(CgroupMode::off, {.memory_bytes = {}, .cpus = {}, .pids = 5}, files_);
  ASSERT_FALSE(off);
  EXPECT_EQ(off.error().advice, "Leave out --cgroup off.");
}

TEST_F(WorkerCgroupsTest, MemoryIsBoundedByTheAddressSpaceWhereNothingElseCan) {
  mount("", "");
  const auto cgroups = made(CgroupMode::automatic, {.memory_bytes = 64 << 20, .cpus = {}, .pids = {}});
  EXPECT_EQ(cgroups->address_space_limit(), 64U << 20);
  EXPECT_FALSE(cgroups->groups().limits.memory_bytes);
  const RunRecord notes = notes_of(*cgroups);
  ASSERT_EQ(notes.warnings.size(), 1U);
  EXPECT_THAT(notes.warnings[0].message, HasSubstr("no control groups of version 2 are mounted"));
}

TEST_F(WorkerCgroupsTest, OfRunsThatWereKilledAreRemovedAndThoseOfOthersLeftAlone) {
  mount(kV2Only, "0::/\n");
  tree_.write("/sys/fs/cgroup/cgroup.procs", "");
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  const auto folder_of = [&](const std::string& name) { return files_.full_path("/sys/fs/cgroup/" + name); };
  const std::string stale = folder_of("perfbench-" + std::to_string(gone));
  const std::string living = folder_of("perfbench-" + std::to_string(::getppid()));
  const std::string other = folder_of("perfbench-of-somebody");
  for (const std::string& folder : {stale + "/w1/below", living + "/w1", other}) {
    std::filesystem::create_directories(folder);
  }
  made(CgroupMode::automatic);
  EXPECT_FALSE(std::filesystem::exists(stale));
  EXPECT_TRUE(std::filesystem::exists(living));
  EXPECT_TRUE(std::filesystem::exists(other));
}

TEST_F(WorkerCgroupsTest, AStaleOneWithProcessesOfAnotherNamespaceIsLeftAlone) {
  mount(kV2Only, "0::/\n");
  tree_.write("/sys/fs/cgroup/cgroup.procs", "");
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  const std::string stale = "/sys/fs/cgroup/perfbench-" + std::to_string(gone);
  tree_.write(stale + "/w1/cgroup.procs", "0\n");
  tree_.write(stale + "/w1/cgroup.kill", "");
  made(CgroupMode::automatic);
  EXPECT_EQ(files_.first_line(stale + "/w1/cgroup.kill"), "");
}

// In a group of its own of this machine, where a child of ours is alone.
TEST(VacatedCgroup, GivesControllersBelowAndComesBack) {
  const std::string own = own_cgroup(SystemFiles(), "");
  const std::string group = own + "/vacated-test-" + std::to_string(::getpid());
  std::error_code refused;
  if (own.empty() || !std::filesystem::create_directory(group, refused)) GTEST_SKIP() << "no control group can be made";
  const std::string controllers = SystemFiles().first_line(group + "/cgroup.controllers");
  const auto known = words_of(controllers);
  int status = 0;
  if (!known.empty()) {
    const pid_t child = ::fork();
    if (child == 0) {
      write_cgroup_file(group, "cgroup.procs", std::to_string(::getpid()));
      bool is_well = true;
      {
        VacatedCgroup vacated;
        is_well = vacated.give(group, {std::string(known.front())});
        is_well = is_well && SystemFiles().first_line(group + "/cgroup.subtree_control") == known.front();
        is_well = is_well && SystemFiles().first_line(group + "/cgroup.procs").empty();
      }
      is_well = is_well && SystemFiles().first_line(group + "/cgroup.subtree_control").empty();
      is_well = is_well && SystemFiles().first_line(group + "/cgroup.procs") == std::to_string(::getpid());
      ::_exit(is_well ? 0 : 1);
    }
    ::waitpid(child, &status, 0);
  }
  launcher::end_group(group.c_str(), 1000);
  if (known.empty()) GTEST_SKIP() << own << " gives its groups no controllers";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace perfbench
