// The session with the probes that must be asked for, the real launcher and real workers.
#include <gmock/gmock.h>

#include <cerrno>
#include <csignal>

#include "session_fixture.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

Plan with_counters(std::vector<std::string> steps) {
  Plan plan = plan_for(std::move(steps));
  plan.probes.counters = true;
  return plan;
}

Plan with_snapshots(std::vector<std::string> steps) {
  Plan plan = plan_for(std::move(steps));
  plan.probes.snapshots = true;
  return plan;
}

RunFigures first_worker(const RunRecord& record) { return record.iterations[0].workers[0].figures; }

TEST_F(SessionTest, CountersSeeTheWorkerAndItsChildrenFromTheExecOn) {
  const RunRecord record = run(with_counters({"touch:8", "cpu-child:30"}));
  const RunFigures figures = first_worker(record);
  if (!figures.counted_task_clock_ms) GTEST_SKIP() << record.absent.at("counters.task_clock_ms");
  EXPECT_GE(*figures.counted_task_clock_ms, 30);
  EXPECT_NEAR(*figures.counted_task_clock_ms, 1000 * (*figures.user_cpu_sec + *figures.system_cpu_sec), 10);
  EXPECT_GE(*figures.counted_page_faults, 8 * 256);  // pages of 4 KB
  EXPECT_NEAR(*figures.counted_page_faults, *figures.minor_page_faults + *figures.major_page_faults, 100);
}

TEST_F(SessionTest, EachCounterHasAValueOrTheReasonWhyThereIsNone) {
  const RunRecord record = run(with_counters({"spin:5"}));
  const RunFigures figures = first_worker(record);
  const std::map<std::string, Measured> values = {{"counters.instructions", figures.counted_instructions},
                                                  {"counters.cycles", figures.counted_cycles},
                                                  {"counters.cache_misses", figures.counted_cache_misses},
                                                  {"counters.branch_misses", figures.counted_branch_misses},
                                                  {"counters.page_faults", figures.counted_page_faults},
                                                  {"counters.task_clock_ms", figures.counted_task_clock_ms},
                                                  {"counters.context_switches", figures.counted_context_switches},
                                                  {"counters.cpu_migrations", figures.counted_cpu_migrations}};
  for (const auto& [object, value] : values) {
    EXPECT_EQ(record.sources.contains(object), value.has_value()) << object;
    EXPECT_EQ(record.absent.contains(object), !value.has_value()) << object;
  }
}

TEST_F(SessionTest, AWorkerThatWasHeldIsAsLongAsOneThatWasNot) {
  const RunFigures held = first_worker(run(with_counters({"sleep:50"})));
  EXPECT_GE(*held.duration_ms, 50);
  if (held.on_cpu_ms) {
    EXPECT_NEAR(*held.duration_ms, *held.on_cpu_ms + *held.run_queue_wait_ms + *held.blocked_ms, 0.01);
  }
  const RunFigures free = first_worker(run(plan_for({"sleep:50"})));
  EXPECT_EQ(held.io_read_calls, free.io_read_calls);
  EXPECT_EQ(held.io_read_kb, free.io_read_kb);
}

TEST_F(SessionTest, AHeldWorkerThatCannotBeExecutedSaysWhy) {
  Plan plan = with_counters({});
  const std::filesystem::path gone = root_.path() / "goes";
  std::filesystem::copy_file(PERFBENCH_TEST_WORKER, gone);
  plan.worker.argv = {gone.string(), "exit:0"};
  plan.iterations = 2;
  SessionHooks hooks;
  hooks.iteration_done = [&](const IterationRecord&) { std::filesystem::remove(gone); };
  plan.warmup = 30;  // more than lie with the launcher ahead
  hooks.warmed_up = [&](int) { std::filesystem::remove(gone); };
  const RunRecord record = run(plan, hooks);
  ASSERT_EQ(record.iterations.size(), 2U);
  const Outcome outcome = record.iterations[1].workers[0].outcome;
  ASSERT_TRUE(std::holds_alternative<SpawnFailed>(outcome)) << describe(outcome);
  EXPECT_EQ(std::get<SpawnFailed>(outcome).step, "exec");
  EXPECT_EQ(std::get<SpawnFailed>(outcome).error_number, ENOENT);
}

TEST_F(SessionTest, SnapshotsAreOfTheStartTheMiddleAndTheExit) {
  if (!std::filesystem::exists("/proc/self/smaps_rollup")) GTEST_SKIP() << "this kernel has no smaps_rollup";
  const RunFigures figures = first_worker(run(with_snapshots({"sleep:100", "touch:32", "sleep:20"})));
  ASSERT_TRUE(figures.vmmap_start_physical_footprint_mb);
  EXPECT_LT(*figures.vmmap_start_physical_footprint_mb, 16);
  EXPECT_LT(*figures.vmmap_mid_physical_footprint_mb, 16);
  ASSERT_TRUE(figures.vmmap_end_physical_footprint_mb);
  EXPECT_GE(*figures.vmmap_end_physical_footprint_mb, 32);
  EXPECT_GE(*figures.vmmap_end_private_dirty_mb, 32);
  EXPECT_GE(*figures.vmmap_peak_rss_mb, 32);
  EXPECT_GT(*figures.vmmap_cost_ms, 0);
}

TEST_F(SessionTest, TheMemoryOfTheShortestWorkerIsSeenAtItsExit) {
  const RunRecord record = run(with_snapshots({"exit:0"}));
  for (const IterationRecord& iteration : record.iterations) {
    EXPECT_TRUE(iteration.workers[0].figures.vmmap_end_physical_footprint_mb);
  }
}

TEST_F(SessionTest, AStopAtTheExitChangesNoOutcome) {
  EXPECT_EQ(return_code(run(with_snapshots({"exit:7"})).iterations[0].workers[0].outcome), 7);
  EXPECT_EQ(signal_of(run(with_snapshots({"die:11"})).iterations[0].workers[0].outcome), SIGSEGV);
  EXPECT_EQ(signal_of(run(with_snapshots({"die:9"})).iterations[0].workers[0].outcome), SIGKILL);
  Plan endless = with_snapshots({"ignore-term", "sleep:60000"});
  endless.worker.timeout = std::chrono::milliseconds(100);
  endless.iterations = 1;
  EXPECT_TRUE(timed_out(run(endless).iterations[0].workers[0].outcome));
  Plan polite = with_snapshots({"on-term:bye", "sleep:60000"});
  polite.worker.timeout = std::chrono::milliseconds(300);
  polite.iterations = 1;
  EXPECT_THAT(run(polite).iterations[0].workers[0].stderr_tail, HasSubstr("bye"));
}

TEST_F(SessionTest, AWorkerThatIsStoppedStaysStoppedUnderSnapshots) {
  Plan plan = with_snapshots({"stop", "exit:3"});
  plan.worker.timeout = std::chrono::milliseconds(200);
  plan.iterations = 1;
  EXPECT_TRUE(timed_out(run(plan).iterations[0].workers[0].outcome));
}

TEST_F(SessionTest, AttachSamplingYieldsATimeSeriesOfEachMeasuredWorker) {
  Plan plan = plan_for({"touch:8", "spin:120"});
  plan.warmup = 1;
  plan.iterations = 2;
  plan.concurrency = 2;
  plan.probes.attach_sampling = true;
  plan.probes.attach_interval = std::chrono::milliseconds(10);
  const RunRecord record = run(plan);
  ASSERT_EQ(record.tree_series.size(), 4U);
  EXPECT_EQ(record.tree_series[0].iteration, 1);
  EXPECT_EQ(record.tree_series[3].iteration, 2);
  EXPECT_EQ(record.tree_series[3].worker_id, 2);
  EXPECT_EQ(record.tree_samples_lost, 0U);
  for (const TreeSeries& series : record.tree_series) {
    ASSERT_FALSE(series.samples.empty());
    EXPECT_TRUE(std::ranges::is_sorted(series.samples, {}, &TreeSample::time_ms));
  }
  const RunFigures figures = first_worker(record);
  EXPECT_EQ(figures.top_sample_count, static_cast<double>(record.tree_series[0].samples.size()));
  EXPECT_GT(*figures.top_peak_rss_mb, 8);
}

TEST_F(SessionTest, WhatWorkersReadAndWroteIsCountedWithTheirChildren) {
  Plan plan = plan_for({"stdout:2", "sleep:2"});
  const RunFigures own = first_worker(run(plan));
  if (!own.io_written_kb) GTEST_SKIP() << "this kernel keeps no I/O accounting";
  EXPECT_EQ(own.io_written_kb, 2048);
  EXPECT_EQ(own.io_write_calls, 32);  // of 64 KB
  plan.worker.argv = {"/bin/sh", "-c", "head -c 3000000 /dev/zero; head -c 1000000 /dev/zero & wait"};
  const RunFigures tree = first_worker(run(plan));
  EXPECT_NEAR(*tree.io_written_kb, 4e6 / 1024, 1);
}

}  // namespace
}  // namespace perfbench
