#include "analysis/sampled_change.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace perfbench {
namespace {

double z_of(double before, double now, double exposure_before = 1, double exposure_now = 1) {
  return sampled_change_z(
      {.before = before, .now = now, .exposure_before = exposure_before, .exposure_now = exposure_now});
}

TEST(SampledChange, IsHuffmansStatisticWhereSamplesAreFew) {
  // 2 (sqrt(20.375) - sqrt(10.375)) / sqrt(2), the drift of 15 samples being next to nothing
  EXPECT_NEAR(z_of(10, 20), 1.8284, 0.01);
  EXPECT_NEAR(z_of(10, 20, 2, 1), 2 * (std::sqrt(20.375) - std::sqrt(5.1875)) / std::sqrt(1.5), 0.02);
}

TEST(SampledChange, IsTheSameBothWays) {
  EXPECT_DOUBLE_EQ(z_of(100, 200), -z_of(200, 100));
  EXPECT_EQ(z_of(50, 50), 0);
  EXPECT_EQ(z_of(0, 0), 0);
}

TEST(SampledChange, OfRatesNotOfCounts) {
  EXPECT_LT(std::abs(z_of(100, 1000, 1, 10)), 0.2);
  EXPECT_GT(z_of(100, 1000, 1, 5), 5);
}

TEST(SampledChange, ManySamplesDoNotMakeADriftSignificant) {
  EXPECT_FALSE(is_significant(z_of(1e6, 1.05e6), 1));
  EXPECT_TRUE(is_significant(z_of(1e6, 1.2e6), 1));
}

TEST(SampledChange, WhereNothingChangedAboutOneOfAHundredIsTold) {
  std::mt19937 random(1);
  constexpr int kTrials = 100'000;
  for (const double expected : {5.0, 30.0, 100.0}) {
    std::poisson_distribution<int> before(expected);
    std::poisson_distribution<int> now(expected * 3);
    int wrong = 0;
    for (int i = 0; i < kTrials; ++i) wrong += is_significant(z_of(before(random), now(random), 1, 3), 1) ? 1 : 0;
    EXPECT_LE(wrong, kTrials * 15 / 1000) << expected;
    EXPECT_GE(wrong, kTrials * 5 / 1000) << expected << ": a test that never tells is none";
  }
}

TEST(SampledChange, TheMoreAreTestedTheMoreItTakes) {
  const double z = z_of(100, 150);
  EXPECT_TRUE(is_significant(z, 1));
  EXPECT_FALSE(is_significant(z, 1000));
  EXPECT_TRUE(is_significant(-z, 1));
}

}  // namespace
}  // namespace perfbench
