#include "reporters/run_text.h"

#include <gtest/gtest.h>

#include <csignal>

#include "sample_results.h"

namespace perfbench {
namespace {

TEST(RunText, TellsTheWorkload) {
  Plan plan;
  EXPECT_EQ(workload_text(plan, "x"), "5 iterations, 1 warm-up");
  plan.iterations = 1;
  plan.concurrency = 8;
  plan.warmup = 0;
  plan.profile = "cold";
  plan.phase = "startup";
  EXPECT_EQ(workload_text(plan, "x"), "1 iteration x 8 workers, profile cold, phase startup");
}

TEST(RunText, TellsHowARunWasCutShort) {
  RunResult result = samples::passing();
  EXPECT_EQ(ending_text(result), "");
  result.plan.iterations = 20;
  result.record.ending = Ending::interrupted;
  result.record.ending_signal = SIGTERM;
  EXPECT_EQ(ending_text(result), "interrupted by SIGTERM after 5 of 20 iterations");
  result.record.ending = Ending::deadline;
  result.record.aborted_workers = 1;
  EXPECT_EQ(ending_text(result), "cut short by the deadline after 5 of 20 iterations, 1 worker aborted");
}

}  // namespace
}  // namespace perfbench
