#include "collector/cumulative_curve.h"

#include <gtest/gtest.h>

#include <limits>

namespace perfbench::collector {
namespace {

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();

TEST(CumulativeCurve, RisesLinearlyInsideABucket) {
  const CumulativeCurve curve({{10, 20, 4}, {20, 40, 4}});
  EXPECT_EQ(curve.total(), 8);
  EXPECT_EQ(curve.value_at(0), 10);
  EXPECT_EQ(curve.value_at(1), 12.5);
  EXPECT_EQ(curve.value_at(4), 20);
  EXPECT_EQ(curve.value_at(7), 35);
  EXPECT_EQ(curve.value_at(8), 40);
}

TEST(CumulativeCurve, AddsBucketsThatOverlap) {
  const CumulativeCurve curve({{0, 10, 10}, {5, 15, 20}});
  EXPECT_EQ(curve.value_at(5), 5);
  EXPECT_EQ(curve.value_at(12.5), 7.5);
  EXPECT_EQ(curve.value_at(20), 10);
  EXPECT_EQ(curve.value_at(25), 12.5);
}

TEST(CumulativeCurve, StepsUpAtASingleValue) {
  const CumulativeCurve curve({{5, 5, 10}, {0, 10, 10}});
  EXPECT_EQ(curve.value_at(4), 4);
  EXPECT_EQ(curve.value_at(5), 5);
  EXPECT_EQ(curve.value_at(15), 5);
  EXPECT_EQ(curve.value_at(16), 6);
}

TEST(CumulativeCurve, GoesOnBehindAGap) {
  const CumulativeCurve curve({{0, 1, 1}, {9, 10, 1}});
  EXPECT_EQ(curve.value_at(1), 1);
  EXPECT_EQ(curve.value_at(1.5), 9.5);
}

TEST(CumulativeCurve, EndsAtItsLastValue) {
  const CumulativeCurve curve({{3, 3, 2}});
  EXPECT_EQ(curve.value_at(0), 3);
  EXPECT_EQ(curve.value_at(2.1), 3);
}

TEST(CumulativeCurve, SpansAllNumbers) {
  const CumulativeCurve curve({{-kLargest, kLargest, 2}, {0, kSmallest, 2}});
  EXPECT_EQ(curve.value_at(0), -kLargest);
  EXPECT_DOUBLE_EQ(curve.value_at(0.5), -kLargest / 2);
  EXPECT_EQ(curve.value_at(3), kSmallest);
  EXPECT_EQ(curve.value_at(4), kLargest);
}

TEST(CumulativeCurve, OfNoBucketsHasNoValues) { EXPECT_EQ(CumulativeCurve({}).total(), 0); }

}  // namespace
}  // namespace perfbench::collector
