// What a worker leaves running is ended, counted, and attributed to it.
#include <gtest/gtest.h>

#include "session_fixture.h"

namespace perfbench {
namespace {

using SessionLeftoversTest = SessionTest;

// As on a machine that grants no control groups: session_cgroups_test.cc has the others.
Plan plan_without_groups(std::vector<std::string> steps) {
  Plan plan = plan_for(std::move(steps));
  plan.probes.cgroup = CgroupMode::off;
  return plan;
}

TEST_F(SessionLeftoversTest, WhatAWorkerLeavesRunningIsEndedAndCounted) {
  Plan plan = plan_without_groups({"child:60000", "escape:60000"});
  plan.iterations = 2;
  const RunRecord record = run(plan);
  ASSERT_EQ(record.iterations.size(), 2U);
  for (const IterationRecord& iteration : record.iterations) {
    EXPECT_TRUE(succeeded(iteration.workers[0].outcome));
    EXPECT_EQ(iteration.workers[0].leftover_processes, 2);
    EXPECT_LT(*iteration.figures.duration_ms, 10'000);
  }
}

TEST_F(SessionLeftoversTest, LeftoversOfParallelWorkersBelongToTheirProcessGroup) {
  Plan plan = plan_without_groups({"child:60000"});
  plan.iterations = 1;
  plan.concurrency = 4;
  const RunRecord record = run(plan);
  const IterationRecord iteration = record.iterations[0];
  for (const WorkerRecord& worker : iteration.workers) EXPECT_EQ(worker.leftover_processes, 1);
  EXPECT_TRUE(record.warnings.empty());
}

TEST_F(SessionLeftoversTest, WhatEndedByItselfWasNotLeftRunning) {
  Plan plan = plan_without_groups({"child:0", "sleep:100"});
  plan.iterations = 2;
  for (const IterationRecord& iteration : run(plan).iterations) EXPECT_EQ(iteration.workers[0].leftover_processes, 0);
}

TEST_F(SessionLeftoversTest, TheEndOfAWorkerLeavesTheProcessesOfTheOthersAlone) {
  Plan plan = plan_without_groups({});
  plan.iterations = 1;
  plan.concurrency = 2;
  // The launcher inherits a child of the second worker, which outlives the first.
  const std::string script =
      "if [ $PERFBENCH_WORKER_ID = 1 ]; then echo $$ > first.new; mv first.new first; "
      "while ! [ -e second ]; do sleep 0.01; done; exit 0; fi; "
      "while ! [ -e first ]; do sleep 0.01; done; pid=$(sleep 60 >/dev/null & echo $!); touch second; "
      "while kill -0 $(cat first) 2>/dev/null; do sleep 0.01; done; kill -0 $pid";
  plan.worker.argv = {"/bin/sh", "-c", script};
  plan.worker.working_directory = root_.path();
  const IterationRecord iteration = run(plan).iterations[0];
  EXPECT_EQ(iteration.workers[0].leftover_processes, 0);
  EXPECT_EQ(iteration.workers[1].leftover_processes, 1);
  EXPECT_TRUE(succeeded(iteration.workers[1].outcome)) << iteration.workers[1].stderr_tail;
}

TEST_F(SessionLeftoversTest, WhatTheWorkerKilledItselfWasNotLeftRunning) {
  Plan plan = plan_without_groups({});
  plan.iterations = 1;
  // The subshell ends, and the launcher inherits its child.
  plan.worker.argv = {"/bin/sh", "-c",
                      "pid=$(sleep 60 >/dev/null & echo $!); kill -9 $pid; while kill -0 $pid 2>/dev/null; do :; done"};
  EXPECT_EQ(run(plan).iterations[0].workers[0].leftover_processes, 0);
}

TEST_F(SessionLeftoversTest, WhatEscapesFromItsGroupIsKnownByItsEnvironment) {
  Plan plan = plan_without_groups({"escape:60000"});
  plan.iterations = 2;
  plan.concurrency = 3;
  const RunRecord record = run(plan);
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) EXPECT_EQ(worker.leftover_processes, 1);
  }
  EXPECT_TRUE(record.warnings.empty());
}

TEST_F(SessionLeftoversTest, WhatDropsItsEnvironmentTooIsKnownByTheSampledTree) {
  Plan plan = plan_without_groups({"escape-bare:60000", "sleep:500"});
  plan.iterations = 1;
  plan.concurrency = 2;
  plan.probe_interval = std::chrono::milliseconds(5);
  const RunRecord record = run(plan);
  const IterationRecord iteration = record.iterations[0];
  for (const WorkerRecord& worker : iteration.workers) {
    EXPECT_EQ(worker.leftover_processes, 1);
    EXPECT_GE(worker.figures.max_rss_kb, 32 * 1024);  // its own are less
  }
  EXPECT_TRUE(record.warnings.empty());
}

}  // namespace
}  // namespace perfbench
