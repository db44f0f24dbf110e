#include "model/exit_code.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(ExitCode, NumbersAreThoseOfTheDocumentation) {
  EXPECT_EQ(static_cast<int>(ExitCode::pass), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::fail), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::harness), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::interrupted), 130);
  EXPECT_EQ(static_cast<int>(ExitCode::terminated), 143);
}

TEST(ExitCode, AnErrorOfTheUserIsUsageAndOneOfOursIsHarness) {
  EXPECT_EQ(exit_code_for(ErrorKind::usage), ExitCode::usage);
  EXPECT_EQ(exit_code_for(ErrorKind::plan), ExitCode::usage);
  EXPECT_EQ(exit_code_for(ErrorKind::harness), ExitCode::harness);
}

TEST(ExitCode, AnInconclusiveVerdictPasses) {
  EXPECT_EQ(exit_code_for(Verdict::pass), ExitCode::pass);
  EXPECT_EQ(exit_code_for(Verdict::inconclusive), ExitCode::pass);
  EXPECT_EQ(exit_code_for(Verdict::fail), ExitCode::fail);
  EXPECT_EQ(exit_code_for(Verdict::error), ExitCode::harness);
}

}  // namespace
}  // namespace perfbench
