#include "reporters/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace perfbench {
namespace {

std::size_t counted_in(const Histogram& histogram) {
  std::size_t count = histogram.below + histogram.above;
  for (const HistogramBin& bin : histogram.bins) count += bin.count;
  return count;
}

std::vector<double> around(double middle, std::size_t count, double spread) {
  std::mt19937 random(1);
  std::normal_distribution<double> factor(0, spread);
  std::vector<double> values(count);
  for (double& value : values) value = middle * std::exp(factor(random));
  return values;
}

TEST(Histogram, CountsEachValueOnce) {
  for (const std::size_t count : {1u, 2u, 3u, 5u, 20u, 1000u, 100'000u}) {
    EXPECT_EQ(counted_in(histogram_of(around(5, count, 0.1))), count);
  }
}

TEST(Histogram, EachValueIsInTheBinThatHoldsIt) {
  const Histogram histogram = histogram_of({1, 1.1, 1.2, 3, 3.1, 5});
  ASSERT_EQ(histogram.bins.size(), 5u);  // of 0.8 each
  EXPECT_EQ(histogram.bins[0].count, 3u);
  EXPECT_EQ(histogram.bins[1].count, 0u);
  EXPECT_EQ(histogram.bins[2].count, 2u);
  EXPECT_EQ(histogram.bins[3].count, 0u);
  EXPECT_EQ(histogram.bins[4].count, 1u);
}

TEST(Histogram, BinsTouchAndLieOnTheAxis) {
  for (const auto& values : {around(5, 100, 0.1), around(5, 1000, 2)}) {
    const Histogram histogram = histogram_of(values);
    for (std::size_t i = 1; i < histogram.bins.size(); ++i) {
      EXPECT_DOUBLE_EQ(histogram.bins[i].low, histogram.bins[i - 1].high);
    }
    EXPECT_TRUE(histogram.axis.holds(histogram.bins.front().low) && histogram.axis.holds(histogram.bins.back().high));
  }
}

TEST(Histogram, EqualValuesAreOneBinInTheMiddle) {
  for (const std::size_t count : {1u, 20u}) {
    const Histogram histogram = histogram_of(std::vector<double>(count, 5));
    ASSERT_EQ(histogram.bins.size(), 1u);
    EXPECT_EQ(histogram.bins[0].count, count);
    EXPECT_LT(histogram.bins[0].low, 5);
    EXPECT_GT(histogram.bins[0].high, 5);
  }
  EXPECT_EQ(histogram_of({0, 0}).bins.size(), 1u);
}

TEST(Histogram, ManyValuesHaveMoreBinsWithinReason) {
  EXPECT_EQ(histogram_of(around(5, 1000, 0.1)).bins.size(), 20u);
  EXPECT_EQ(histogram_of(around(5, 100'000, 0.1)).bins.size(), 60u);
}

TEST(Histogram, AFewValuesFarAwayAreOnlyCounted) {
  std::vector<double> values = around(5, 1000, 0.03);
  values.insert(values.end(), {50, 800, 0.01});
  const Histogram histogram = histogram_of(values);
  EXPECT_EQ(histogram.above, 2u);
  EXPECT_EQ(histogram.below, 1u);
  EXPECT_LT(histogram.highest, 6);
  EXPECT_GT(histogram.lowest, 4);
  EXPECT_LT(histogram.axis.high, 7);
}

TEST(Histogram, NoMoreThanATwentiethAtEitherEndIsLeftOut) {
  std::vector<double> values = around(5, 900, 0.03);
  const std::vector<double> slow = around(500, 100, 0.03);
  values.insert(values.end(), slow.begin(), slow.end());
  const Histogram histogram = histogram_of(values);
  EXPECT_LE(histogram.above, 50u);
  EXPECT_TRUE(histogram.axis.holds(500));
}

TEST(Histogram, ValuesOverManyPowersOfTenAreAllShown) {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(0.05 * std::pow(10, 6.3 * i / 199));
  const Histogram histogram = histogram_of(values);
  EXPECT_TRUE(histogram.axis.logarithmic);
  EXPECT_EQ(histogram.above + histogram.below, 0u);
}

}  // namespace
}  // namespace perfbench
