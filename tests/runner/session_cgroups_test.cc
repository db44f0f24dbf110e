// The session with control groups of this machine: what they tell, what they bound, and what does not escape from them.
#include <gmock/gmock.h>
#include <unistd.h>

#include "runner/cgroup.h"
#include "runner/launcher/protocol.h"
#include "session_fixture.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Why this machine cannot show it; empty: it can.
std::string why_no_cgroup(CgroupMode mode, const WorkerLimits& limits, std::uint32_t use) {
  const auto cgroups = WorkerCgroups::make(mode, limits);
  if (!cgroups) return to_string(cgroups.error());
  for (const GroupHierarchy& hierarchy : (*cgroups)->groups().hierarchies) {
    if ((hierarchy.uses & use) != 0) return "";
  }
  return "this machine grants no such control group";
}

std::vector<std::string> folders_left() {
  std::vector<std::string> left;
  for (const char* controller : {"", "memory", "pids", "cpu", "cpuacct", "freezer"}) {
    const std::string own = own_cgroup(SystemFiles(), controller);
    const std::string folder = own + "/perfbench-" + std::to_string(::getpid());
    if (!own.empty() && std::filesystem::exists(folder)) left.push_back(folder);
  }
  return left;
}

class SessionCgroupsTest : public SessionTest {
 protected:
  void SetUp() override {
    const std::string why_not = why_no_cgroup(CgroupMode::automatic, {}, launcher::kGroupV2);
    if (!why_not.empty()) GTEST_SKIP() << why_not;
  }
  void TearDown() override { EXPECT_THAT(folders_left(), IsEmpty()); }
};

// Each asks for what it needs itself.
class SessionLimitsTest : public SessionTest {
 protected:
  RunRecord run_limited(const WorkerLimits& limits, std::vector<std::string> steps) {
    Plan plan = plan_for(std::move(steps));
    plan.iterations = 2;
    plan.worker.limits = limits;
    return run(plan);
  }
  void TearDown() override { EXPECT_THAT(folders_left(), IsEmpty()); }
};

WorkerRecord first_of(const RunRecord& record) { return record.iterations[0].workers[0]; }

TEST_F(SessionCgroupsTest, TheTreesCpuTimeIsThatOfEachWorkerAlone) {
  const RunRecord record = run(plan_for({"cpu-child:30", "spin:10"}));
  for (const IterationRecord& iteration : record.iterations) {
    const RunFigures& figures = iteration.workers[0].figures;
    ASSERT_TRUE(figures.cgroup_cpu_sec);
    EXPECT_GE(*figures.cgroup_cpu_sec, 0.030);
    EXPECT_NEAR(*figures.cgroup_cpu_sec, *figures.user_cpu_sec + *figures.system_cpu_sec, 0.005);
    EXPECT_NEAR(*figures.cgroup_user_cpu_sec + *figures.cgroup_system_cpu_sec, *figures.cgroup_cpu_sec, 0.005);
    EXPECT_NEAR(*figures.sampled_mean_tree_cpu_pct, 1e5 * *figures.cgroup_cpu_sec / *figures.duration_ms, 0.01);
  }
  EXPECT_THAT(record.sources.at("process_tree_sampled.mean_tree_cpu_pct"), HasSubstr("cpu.stat"));
}

TEST_F(SessionCgroupsTest, HeldWorkersAreMovedInAndCountedFromTheirExec) {
  Plan plan = plan_for({"cpu-child:30"});
  plan.probes.counters = true;
  plan.probes.snapshots = true;
  for (const IterationRecord& iteration : run(plan).iterations) {
    const RunFigures& figures = iteration.workers[0].figures;
    ASSERT_TRUE(figures.cgroup_cpu_sec);
    EXPECT_NEAR(*figures.cgroup_cpu_sec, *figures.user_cpu_sec + *figures.system_cpu_sec, 0.005);
  }
}

TEST_F(SessionCgroupsTest, TheShortestWorkerIsCounted) {
  for (const IterationRecord& iteration : run(plan_for({"exit:0"})).iterations) {
    ASSERT_TRUE(iteration.workers[0].figures.cgroup_cpu_sec);
    EXPECT_GT(*iteration.workers[0].figures.cgroup_cpu_sec, 0);
  }
}

TEST_F(SessionCgroupsTest, ADaemonIsEndedAndBelongsToTheWorkerThatStartedIt) {
  Plan plan = plan_for({"daemon:60000", "daemon-bare:60000"});
  plan.iterations = 2;
  plan.concurrency = 3;
  plan.probe_interval = std::chrono::seconds(100);
  plan.monitor_interval = std::chrono::seconds(100);
  const RunRecord record = run(plan);
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      EXPECT_TRUE(succeeded(worker.outcome)) << describe(worker.outcome);
      EXPECT_EQ(worker.leftover_processes, 2);
      EXPECT_GE(worker.figures.max_rss_kb, 32 * 1024);  // of the one without an environment
    }
  }
  EXPECT_THAT(record.warnings, IsEmpty());
}

TEST_F(SessionCgroupsTest, AWorkerAfterOneWhoseGroupWasKilledLives) {
  Plan plan = plan_for({"fail-on-iteration:9", "escape:60000"});
  plan.iterations = 5;
  for (const IterationRecord& iteration : run(plan).iterations) {
    EXPECT_TRUE(succeeded(iteration.workers[0].outcome)) << describe(iteration.workers[0].outcome);
    EXPECT_EQ(iteration.workers[0].leftover_processes, 1);
  }
}

TEST_F(SessionCgroupsTest, WhatIsLeftRunningIsEndedAndCounted) {
  for (const IterationRecord& iteration : run(plan_for({"child:60000", "escape:60000"})).iterations) {
    EXPECT_TRUE(succeeded(iteration.workers[0].outcome));
    EXPECT_EQ(iteration.workers[0].leftover_processes, 2);
    EXPECT_LT(*iteration.figures.duration_ms, 10'000);
  }
}

TEST_F(SessionCgroupsTest, OffMeansNone) {
  Plan plan = plan_for({"spin:5"});
  plan.probes.cgroup = CgroupMode::off;
  const RunRecord record = run(plan);
  EXPECT_FALSE(first_of(record).figures.cgroup_cpu_sec);
  EXPECT_FALSE(first_of(record).figures.cpu_pressure_ms);
  EXPECT_EQ(record.absent.at("cgroup"), "control groups were off");
  EXPECT_FALSE(record.sources.contains("process_tree_sampled.mean_tree_cpu_pct"));
}

TEST_F(SessionLimitsTest, ThePeakOfMemoryCountsPageCacheAndTheTreesRssDoesNot) {
  const std::string why_not = why_no_cgroup(CgroupMode::full, {}, launcher::kGroupMemory);
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  Plan plan = plan_for({"stdout:64"});
  plan.iterations = 1;
  plan.worker.keep_logs = true;
  plan.probes.cgroup = CgroupMode::full;
  std::filesystem::create_directories(root_.path() / "logs");
  const RunFigures figures = first_of(run(plan)).figures;
  ASSERT_TRUE(figures.cgroup_memory_peak_mb);
  EXPECT_GE(*figures.cgroup_memory_peak_mb, 64);
  EXPECT_LT(*figures.sampled_peak_tree_rss_kb, 64 * 1024);
}

TEST_F(SessionLimitsTest, AnOomKillIsToldApartFromACrash) {
  const WorkerLimits limits{.memory_bytes = 64 << 20, .cpus = {}, .pids = {}};
  const std::string why_not = why_no_cgroup(CgroupMode::automatic, limits, launcher::kGroupMemory);
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  EXPECT_EQ(describe(first_of(run_limited(limits, {"touch:256"})).outcome),
            "killed by SIGKILL: out of memory (limit 64 MB)");
  EXPECT_EQ(describe(first_of(run_limited(limits, {"die:9"})).outcome), "killed by SIGKILL");
  EXPECT_EQ(describe(first_of(run_limited(limits, {"exit:0"})).outcome), "exit 0");
  Plan of_a_child = plan_for({});
  of_a_child.worker.argv = {"/bin/sh", "-c", std::string(PERFBENCH_TEST_WORKER) + " touch:256; exit $?"};
  of_a_child.worker.limits = limits;
  EXPECT_EQ(describe(first_of(run(of_a_child)).outcome),
            "exit 137: a process of it was killed, out of memory (limit 64 MB)");
}

TEST_F(SessionLimitsTest, MoreProcessesThanAllowedAreRefused) {
  const WorkerLimits limits{.memory_bytes = {}, .cpus = {}, .pids = 8};
  const std::string why_not = why_no_cgroup(CgroupMode::automatic, limits, launcher::kGroupPids);
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  const WorkerRecord refused = first_of(run_limited(limits, {"threads:12"}));
  EXPECT_FALSE(succeeded(refused.outcome));
  if (refused.figures.cgroup_peak_pids) {
    EXPECT_EQ(*refused.figures.cgroup_peak_pids, 8);
  }
  EXPECT_TRUE(succeeded(first_of(run_limited(limits, {"threads:2"})).outcome));
}

TEST_F(SessionLimitsTest, AWorkerGetsNoMoreCpuTimeThanItsLimit) {
  const WorkerLimits limits{.memory_bytes = {}, .cpus = 0.25, .pids = {}};
  const std::string why_not = why_no_cgroup(CgroupMode::automatic, limits, launcher::kGroupCpu);
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  const RunFigures figures = first_of(run_limited(limits, {"cpu-child:100"})).figures;
  ASSERT_TRUE(figures.cgroup_throttled_ms);
  EXPECT_GT(*figures.cgroup_throttled_ms, 0);
  EXPECT_GE(*figures.duration_ms, 225);  // 25 ms at once, and then 25 of each 100
}

TEST_F(SessionLimitsTest, WithoutAGroupTheAddressSpaceIsBoundedWithAWarning) {
  Plan plan = plan_for({"touch:600"});
  plan.iterations = 1;
  plan.worker.limits.memory_bytes = 512 << 20;
  plan.probes.cgroup = CgroupMode::off;
  const RunRecord record = run(plan);
  EXPECT_FALSE(succeeded(first_of(record).outcome));
  ASSERT_EQ(record.warnings.size(), 1U);
  EXPECT_EQ(record.warnings[0].code, "address_space_limited");
}

}  // namespace
}  // namespace perfbench
