#include "analysis/statistics.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

using Values = std::vector<double>;

TEST(Mean, IsAbsentOfNoValues) { EXPECT_EQ(mean({}), std::nullopt); }

TEST(Mean, LosesNoSmallValuesBesideLargeOnes) {
  EXPECT_EQ(mean(Values{1e17, 1, -1e17, 1}), 0.5);
  EXPECT_EQ(mean(Values{1, 2, 6}), 3);
}

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  const Values sorted = {10, 20, 30, 40, 50};
  EXPECT_EQ(quantile(sorted, 0), 10);
  EXPECT_EQ(quantile(sorted, 0.5), 30);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.95).value(), 48);
  EXPECT_EQ(quantile(sorted, 1), 50);
}

TEST(Quantile, OfOneValueIsThatValue) {
  EXPECT_EQ(quantile(Values{7}, 0.95), 7);
  EXPECT_EQ(quantile({}, 0.5), std::nullopt);
}

TEST(Median, NeedsNoOrder) {
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median({}), std::nullopt);
}

TEST(MedianAbsoluteDeviation, IsNotMovedByOneFarValue) {
  EXPECT_EQ(median_absolute_deviation({1, 2, 3, 4, 1000}), 1);
  EXPECT_EQ(median_absolute_deviation({5, 5, 5}), 0);
  EXPECT_EQ(median_absolute_deviation({}), std::nullopt);
}

TEST(StandardDeviation, IsThatOfASample) {
  EXPECT_DOUBLE_EQ(standard_deviation(Values{2, 4, 4, 4, 5, 5, 7, 9}).value(), 2.1380899352993950);
  EXPECT_EQ(standard_deviation(Values{3}), std::nullopt);
}

TEST(StandardDeviation, DoesNotCancelFarFromZero) {
  EXPECT_DOUBLE_EQ(standard_deviation(Values{1e9 + 1, 1e9 + 2, 1e9 + 3}).value(), 1);
}

}  // namespace
}  // namespace perfbench
