#include "model/ending.h"

#include <gtest/gtest.h>

#include <csignal>

namespace perfbench {
namespace {

class EndingTest : public testing::Test {
 protected:
  EndingTest() {
    plan_.iterations = 20;
    record_.iterations = std::vector<IterationRecord>(5);
  }

  Plan plan_;
  RunRecord record_;
};

TEST_F(EndingTest, ACompleteRunHasNothingToTell) { EXPECT_EQ(describe_ending(plan_, record_), ""); }

TEST_F(EndingTest, AnInterruptIsToldWithItsSignal) {
  record_.ending = Ending::interrupted;
  record_.ending_signal = SIGTERM;
  EXPECT_EQ(describe_ending(plan_, record_), "interrupted by SIGTERM after 5 of 20 iterations");
  record_.ending_signal = SIGINT;
  record_.aborted_workers = 2;
  EXPECT_EQ(describe_ending(plan_, record_), "interrupted by SIGINT after 5 of 20 iterations, 2 workers aborted");
  record_.iterations = {};
  record_.aborted_workers = 1;
  EXPECT_EQ(describe_ending(plan_, record_),
            "interrupted by SIGINT before the first iteration was complete, 1 worker aborted");
}

TEST_F(EndingTest, TheDeadlineIsToldWithItsLength) {
  record_.ending = Ending::deadline;
  plan_.deadline = std::chrono::milliseconds(1500);
  EXPECT_EQ(describe_ending(plan_, record_), "the deadline of 1.5 s came after 5 of 20 iterations");
}

TEST_F(EndingTest, AFaultIsToldWithItsError) {
  record_.ending = Ending::fault;
  record_.fault = Error{.kind = ErrorKind::harness, .what = "no space", .where = "/tmp", .cause = "", .advice = ""};
  plan_.iterations = 1;
  record_.iterations = std::vector<IterationRecord>(1);
  EXPECT_EQ(describe_ending(plan_, record_), "PerfBench could not go on (/tmp: no space) after 1 of 1 iteration");
}

TEST_F(EndingTest, OfIterationsThatNobodyKnowsNoNumberIsTold) {
  record_.ending = Ending::fault;
  record_.fault = Error{.kind = ErrorKind::harness, .what = "it was killed", .where = "", .cause = "", .advice = ""};
  record_.iterations = {};
  EXPECT_EQ(describe_ending(plan_, record_),
            "PerfBench could not go on (it was killed) before the first iteration was complete");
  record_.iterations_lost = true;
  EXPECT_EQ(describe_ending(plan_, record_),
            "PerfBench could not go on (it was killed); without the reporter json no iteration was kept");
}

}  // namespace
}  // namespace perfbench
