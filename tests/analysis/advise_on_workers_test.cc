#include <gmock/gmock.h>

#include <csignal>

#include "analysis/advise_parts.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

RunRecord two_iterations(std::vector<WorkerRecord> first, std::vector<WorkerRecord> second) {
  RunRecord record = record_of_latencies({1, 1});
  edit_iteration(record.iterations, 0, [&](IterationRecord& iteration) { iteration.workers = std::move(first); });
  edit_iteration(record.iterations, 1, [&](IterationRecord& iteration) { iteration.workers = std::move(second); });
  return record;
}

TEST(AdviseOnWorkers, IsSilentWhenAllSucceed) {
  EXPECT_THAT(advise_on_workers(Plan{}, two_iterations({worker_of(Exited{0})}, {worker_of(Exited{0})})), IsEmpty());
}

TEST(AdviseOnWorkers, SaysHowWorkersFailed) {
  const auto warnings = advise_on_workers(Plan{}, two_iterations({worker_of(Exited{0}), worker_of(Exited{3})},
                                                                 {worker_of(Signaled{SIGSEGV}), worker_of(Exited{3})}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "failing_workers");
  EXPECT_EQ(warnings[0].message, "3 of 4 workers failed: 2 x exit 3, 1 x killed by SIGSEGV");
  EXPECT_THAT(warnings[0].advice, HasSubstr("iterations 1, 2"));
}

TEST(AdviseOnWorkers, TellsWorkersThatRanOutOfMemoryApartFromCrashes) {
  const Outcome at_limit = Signaled{SIGKILL, OomKill{.is_certain = true, .limit_mb = 64}};
  const auto warnings = advise_on_workers(
      Plan{}, two_iterations({worker_of(Signaled{SIGKILL}), worker_of(at_limit)}, {worker_of(at_limit)}));
  ASSERT_THAT(warnings, SizeIs(2));
  EXPECT_EQ(warnings[0].message, "1 of 3 workers failed: 1 x killed by SIGKILL");
  EXPECT_EQ(warnings[1].code, "out_of_memory");
  EXPECT_EQ(warnings[1].message, "2 of 3 workers ran out of memory (limit 64 MB), in iterations 1, 2");
  EXPECT_THAT(warnings[1].advice, HasSubstr("--memory-max"));
}

TEST(AdviseOnWorkers, SaysWhereAKillForWantOfMemoryIsOnlyProbable) {
  const auto warnings =
      advise_on_workers(Plan{}, two_iterations({worker_of(Signaled{SIGKILL, OomKill{}})}, {worker_of(Exited{0})}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].message, "1 of 2 workers probably ran out of memory, in iteration 1");
  EXPECT_THAT(warnings[0].advice, HasSubstr("dmesg"));
}

TEST(AdviseOnWorkers, TellsTimeoutsApartFromFailures) {
  Plan plan;
  plan.worker.timeout = std::chrono::milliseconds(1500);
  const auto warnings =
      advise_on_workers(plan, two_iterations({worker_of(Exited{0})}, {worker_of(TimedOut{}), worker_of(Exited{0})}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "timeouts");
  EXPECT_EQ(warnings[0].message, "1 of 3 workers timed out after 1.5 s and was killed");
  EXPECT_THAT(warnings[0].advice, HasSubstr("iteration 2"));
}

TEST(AdviseOnWorkers, CountsWhatWorkersLeftRunning) {
  WorkerRecord leaving = worker_of(Exited{0});
  leaving.leftover_processes = 2;
  const auto warnings = advise_on_workers(Plan{}, two_iterations({leaving}, {leaving, worker_of(Exited{0})}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "leftover_processes");
  EXPECT_EQ(warnings[0].message, "2 workers left 4 processes running, which were killed");
}

TEST(AdviseOnWorkers, WhatATimedOutWorkerLeftIsNoSecondWarning) {
  WorkerRecord killed = worker_of(TimedOut{});
  killed.leftover_processes = 3;
  EXPECT_THAT(advise_on_workers(Plan{}, two_iterations({killed}, {})), SizeIs(1));
}

TEST(AdviseOnWorkers, SaysThatTheWarmUpFailed) {
  Plan plan;
  plan.concurrency = 2;
  RunRecord record = record_of_latencies({1});
  record.warmup_done = 3;
  record.warmup_failures = 1;
  const auto warnings = advise_on_workers(plan, record);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "warmup_failures");
  EXPECT_EQ(warnings[0].message, "1 of 6 workers failed while warming up");
}

}  // namespace
}  // namespace perfbench
