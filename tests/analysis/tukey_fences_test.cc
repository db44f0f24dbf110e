#include "analysis/tukey_fences.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(TukeyFences, LieOneAndAHalfAndThreeRangesOutsideOfTheQuartiles) {
  const auto fences = tukey_fences({5, 1, 4, 2, 3}, 0);
  ASSERT_TRUE(fences);
  EXPECT_DOUBLE_EQ(fences->low_outer, -4);
  EXPECT_DOUBLE_EQ(fences->low_inner, -1);
  EXPECT_DOUBLE_EQ(fences->high_inner, 7);
  EXPECT_DOUBLE_EQ(fences->high_outer, 10);
  EXPECT_FALSE(fences->is_outside(7));
  EXPECT_TRUE(fences->is_outside(7.5));
  EXPECT_TRUE(fences->is_outside(-1.5));
  EXPECT_FALSE(fences->is_far_outside(10));
  EXPECT_TRUE(fences->is_far_outside(10.5));
}

TEST(TukeyFences, OfNearlyEqualValuesAreAsWideAsIsAsked) {
  const auto fences = tukey_fences({100, 100, 100, 100.1}, 2);
  ASSERT_TRUE(fences);
  EXPECT_FALSE(fences->is_outside(103));
  EXPECT_TRUE(fences->is_outside(103.5));
  EXPECT_FALSE(tukey_fences({}, 2));
}

}  // namespace
}  // namespace perfbench
