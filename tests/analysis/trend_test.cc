#include "analysis/trend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace perfbench {
namespace {

TEST(Trend, OfARisingSeriesIsItsRise) {
  const std::vector<double> series = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const auto trend = trend_of(series);
  ASSERT_TRUE(trend);
  EXPECT_DOUBLE_EQ(trend->change, 9);
  EXPECT_LT(trend->p_value, 1e-9);
}

// Ranks 2 1 4 3 6 5 8 7 10 9: Spearman's rho 1 - 6 * 10 / 990, t = 7.6376 of 8 degrees of freedom.
TEST(Trend, HasTheSignificanceOfSpearmansCorrelation) {
  const std::vector<double> series = {20, 10, 40, 30, 60, 50, 80, 70, 1000, 90};
  const auto trend = trend_of(series);
  ASSERT_TRUE(trend);
  const double rho = 1 - 6.0 * 10 / 990;
  EXPECT_NEAR(rho, 0.9394, 1e-4);
  EXPECT_NEAR(trend->p_value, 5.5e-5, 1e-6);
  std::vector<double> falling(series.rbegin(), series.rend());
  EXPECT_DOUBLE_EQ(trend_of(falling)->p_value, trend->p_value);
  EXPECT_LT(trend_of(falling)->change, 0);
}

TEST(Trend, IsNotBentByOneOutlier) {
  EXPECT_DOUBLE_EQ(trend_of(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1e9})->change,
                   trend_of(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})->change);
}

TEST(Trend, IsTakenFromTheOuterThirds) {
  EXPECT_DOUBLE_EQ(trend_of(std::vector<double>{1, 1, 1, 1, 9, -9, 9, -9, 3, 3, 3, 3})->change, 2 * 11.0 / 8);
}

TEST(Trend, OfASeriesThatGoesUpAndDownIsNone) {
  const auto trend = trend_of(std::vector<double>{1, 9, 2, 8, 3, 7, 4, 6, 5, 5, 6, 4});
  ASSERT_TRUE(trend);
  EXPECT_GT(trend->p_value, 0.3);
}

// A busy neighbour stays for some iterations.
TEST(Trend, OfASeriesWhoseNeighboursResembleEachOtherIsNoMoreSignificantThanOfAnother) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise;
  constexpr int kSeries = 2000;
  int told = 0;
  for (int i = 0; i < kSeries; ++i) {
    std::vector<double> series(1, noise(random));
    while (series.size() < 100) series.push_back(0.5 * series.back() + noise(random));
    told += trend_of(series)->p_value < 0.005 ? 1 : 0;
  }
  EXPECT_LE(told, kSeries * 2 / 100);
}

TEST(Trend, OfFewOrEqualValuesIsAbsent) {
  EXPECT_FALSE(trend_of(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_FALSE(trend_of(std::vector<double>(20, 3.0)));
  EXPECT_FALSE(trend_of({}));
}

}  // namespace
}  // namespace perfbench
