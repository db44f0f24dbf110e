#include "model/verdict.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Verdict, IsWrittenInLowerCase) {
  EXPECT_EQ(to_string(Verdict::pass), "pass");
  EXPECT_EQ(to_string(Verdict::fail), "fail");
  EXPECT_EQ(to_string(Verdict::inconclusive), "inconclusive");
  EXPECT_EQ(to_string(Verdict::error), "error");
}

TEST(CheckStatus, UnavailableIsBrokenAndWhatIsNotSampledOrNotGatedIsNot) {
  EXPECT_TRUE(is_broken(CheckStatus::fail));
  EXPECT_TRUE(is_broken(CheckStatus::unavailable));
  EXPECT_FALSE(is_broken(CheckStatus::not_sampled));
  EXPECT_FALSE(is_broken(CheckStatus::not_gated));
  EXPECT_FALSE(is_broken(CheckStatus::pass));
}

TEST(CheckStatus, IsWrittenForPeople) {
  EXPECT_EQ(to_string(CheckStatus::pass), "pass");
  EXPECT_EQ(to_string(CheckStatus::fail), "fail");
  EXPECT_EQ(to_string(CheckStatus::unavailable), "unavailable");
  EXPECT_EQ(to_string(CheckStatus::not_sampled), "not sampled");
  EXPECT_EQ(to_string(CheckStatus::not_gated), "not gated");
}

}  // namespace
}  // namespace perfbench
