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

}  // namespace
}  // namespace perfbench
