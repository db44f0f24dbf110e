#include "reporters/run_text.h"

#include <gtest/gtest.h>

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

TEST(RunText, NamesTheEmulator) {
  Plan plan;
  plan.worker.emulator = {"qemu-arm", "-L", "/sys root"};
  EXPECT_EQ(workload_text(plan, "x"), "5 iterations, 1 warm-up, emulated by qemu-arm -L '/sys root'");
}

Summary cold_and_warm(double first_ms, double rest_ms) {
  Summary summary;
  summary.figures = {{.path = {{"cold_warm", "first_ms"}}, .value = first_ms},
                     {.path = {{"cold_warm", "rest_p50_ms"}}, .value = rest_ms}};
  return summary;
}

TEST(RunText, TellsOfAColdStart) {
  EXPECT_EQ(cold_warm_text(cold_and_warm(150, 100)), "the first iteration took 150.0 ms, the others 100.0 ms (p50)");
  EXPECT_EQ(cold_warm_text(cold_and_warm(105, 100)), "");
  EXPECT_EQ(cold_warm_text(cold_and_warm(50, 100)), "");
  EXPECT_EQ(cold_warm_text(Summary{}), "");
  Summary failed = cold_and_warm(150, 100);
  failed.failed_iterations = {1};
  EXPECT_EQ(cold_warm_text(failed), "");
}

}  // namespace
}  // namespace perfbench
