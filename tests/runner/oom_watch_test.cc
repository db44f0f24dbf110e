#include "runner/oom_watch.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "runner/group_figures.h"
#include "system_tree.h"

namespace perfbench {
namespace {

WorkerExited killed_worker() {
  return {.id = {}, .ended = {}, .wait_status = SIGKILL, .usage = {}, .run_queue_wait = {}};
}

TEST(OomWatch, TellsOfEachKillOnce) {
  const SystemTree tree;
  tree.write("/proc/vmstat", "pgfault 1\noom_kill 7\n");
  OomWatch watch(tree.files());
  EXPECT_FALSE(watch.take_one());
  tree.write("/proc/vmstat", "pgfault 1\noom_kill 9\n");
  EXPECT_TRUE(watch.take_one());
  EXPECT_TRUE(watch.take_one());
  EXPECT_FALSE(watch.take_one());
}

TEST(OomWatch, KnowsNothingWhereTheKernelDoesNotCount) {
  const SystemTree tree;
  OomWatch watch(tree.files());
  tree.write("/proc/vmstat", "oom_kill 9\n");
  EXPECT_FALSE(watch.take_one());
}

TEST(FindOomKill, BelievesTheGroupBeforeTheMachine) {
  const SystemTree tree;
  tree.write("/proc/vmstat", "oom_kill 0\n");
  OomWatch watch(tree.files());
  tree.write("/proc/vmstat", "oom_kill 5\n");
  WorkerExited event = killed_worker();
  event.group.oom_kills = 0;
  EXPECT_FALSE(find_oom_kill(event, 64, &watch));
  event.group.oom_kills = 1;
  const auto kill = find_oom_kill(event, 64, &watch);
  ASSERT_TRUE(kill);
  EXPECT_TRUE(kill->is_certain);
  EXPECT_EQ(kill->limit_mb, 64);
}

TEST(FindOomKill, IsProbableWhereTheMachineHadOneAndNoGroupTells) {
  const SystemTree tree;
  tree.write("/proc/vmstat", "oom_kill 0\n");
  OomWatch watch(tree.files());
  EXPECT_FALSE(find_oom_kill(killed_worker(), 0, &watch));
  tree.write("/proc/vmstat", "oom_kill 1\n");
  WorkerExited crashed = killed_worker();
  crashed.wait_status = SIGSEGV;
  EXPECT_FALSE(find_oom_kill(crashed, 0, &watch));
  WorkerExited timed_out = killed_worker();
  timed_out.ended_by = EndedBy::timeout;
  EXPECT_FALSE(find_oom_kill(timed_out, 0, &watch));
  const auto kill = find_oom_kill(killed_worker(), 0, &watch);
  ASSERT_TRUE(kill);
  EXPECT_FALSE(kill->is_certain);
}

TEST(FindOomKill, OfAProcessIsToldWhereItsWorkerFailed) {
  WorkerExited event = killed_worker();
  event.group.oom_kills = 1;
  event.wait_status = 137 << 8;
  EXPECT_TRUE(find_oom_kill(event, 0, nullptr));
  event.wait_status = 0;
  EXPECT_FALSE(find_oom_kill(event, 0, nullptr));
}

TEST(PutGroup, FillsInWhatTheGroupKnows) {
  RunFigures figures;
  figures.sampled_mean_tree_cpu_pct = 1;
  GroupUsage group;
  group.cpu = std::chrono::milliseconds(150);
  group.memory_peak_bytes = 3 << 20;
  group.cpu_pressure = std::chrono::microseconds(1500);
  put_group(figures, group, std::chrono::milliseconds(100));
  EXPECT_EQ(figures.cgroup_cpu_sec, 0.15);
  EXPECT_EQ(figures.sampled_mean_tree_cpu_pct, 150);
  EXPECT_EQ(figures.cgroup_memory_peak_mb, 3);
  EXPECT_EQ(figures.cpu_pressure_ms, 1.5);
  EXPECT_FALSE(figures.cgroup_peak_pids);
  RunFigures without;
  without.sampled_mean_tree_cpu_pct = 1;
  put_group(without, {}, std::chrono::milliseconds(100));
  EXPECT_EQ(without.sampled_mean_tree_cpu_pct, 1);
}

}  // namespace
}  // namespace perfbench
