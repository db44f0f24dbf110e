#include "analysis/modes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace perfbench {
namespace {

std::vector<double> heaps(int low, int high) {
  std::vector<double> values;
  for (int i = 0; i < low; ++i) values.push_back(1 + 1e-6 * i);
  for (int i = 0; i < high; ++i) values.push_back(2 + 1e-6 * i);
  return values;
}

TEST(Dip, OfEvenlySpacedOrEqualValuesIsTheLeast) {
  std::vector<double> even;
  for (int i = 0; i < 20; ++i) even.push_back(i);
  EXPECT_DOUBLE_EQ(dip_of(even), 1.0 / 40);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>(20, 7.0)), 1.0 / 40);
  EXPECT_DOUBLE_EQ(dip_of(std::vector<double>{5}), 1.0 / 2);
  EXPECT_EQ(dip_of({}), 0);
}

TEST(Dip, OfTwoHeapsIsHalfOfTheSmallerOnesShare) {
  EXPECT_NEAR(dip_of(heaps(10, 10)), 0.25, 1e-3);
  EXPECT_NEAR(dip_of(heaps(5, 15)), 0.125, 1e-3);
  EXPECT_NEAR(dip_of(heaps(15, 5)), 0.125, 1e-3);
  std::vector<double> equal(10, 1.0);
  equal.insert(equal.end(), 10, 2.0);
  EXPECT_NEAR(dip_of(equal), 0.25, 1e-3);
}

TEST(Dip, DoesNotDependOnUnitAndOrigin) {
  std::vector<double> values = {1, 1.1, 1.3, 1.35, 2, 4, 4.1, 4.15, 4.3};
  const double dip = dip_of(values);
  EXPECT_GT(dip, 1.0 / 18);
  for (double& value : values) value = 1e6 + 1000 * value;
  EXPECT_NEAR(dip_of(values), dip, 1e-6);
  std::vector<double> mirrored(values.rbegin(), values.rend());
  for (double& value : mirrored) value = -value;
  EXPECT_NEAR(dip_of(mirrored), dip, 1e-6);
}

// The 95 % point for samples of 50 from a uniform distribution, times the root of 50, is 0.497 (their table 1).
TEST(Dip, OfUniformSamplesIsDistributedAsPublished) {
  std::mt19937_64 random(1);  // its numbers are the same everywhere; those of the library's distributions are not
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  constexpr int kSamples = 4000;
  int above = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> values(50);
    for (double& value : values) value = uniform();
    std::ranges::sort(values);
    above += dip_of(values) * std::sqrt(50.0) > 0.497 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(above) / kSamples, 0.05, 0.012);
}

TEST(TwoModes, AreToldApartWithTheirSizes) {
  const auto modes = two_modes(heaps(8, 12));
  ASSERT_TRUE(modes);
  EXPECT_NEAR(modes->low, 1, 1e-3);
  EXPECT_NEAR(modes->high, 2, 1e-3);
  EXPECT_EQ(modes->low_count, 8U);
  EXPECT_EQ(modes->high_count, 12U);
}

TEST(TwoModes, MayBeOfUnequalSize) {
  EXPECT_TRUE(two_modes(heaps(4, 8)));
  EXPECT_FALSE(two_modes(heaps(2, 10)));  // two outliers
}

TEST(TwoModes, AreNotSeenInAHandfulOfValuesNorInOneHeap) {
  EXPECT_FALSE(two_modes(heaps(5, 6)));
  EXPECT_FALSE(two_modes(std::vector<double>(100, 3.0)));
  std::vector<double> skewed;
  for (int i = 1; i <= 100; ++i) skewed.push_back(-std::log(i / 101.0));
  EXPECT_FALSE(two_modes(skewed));
  EXPECT_FALSE(two_modes({}));
}

TEST(TwoModes, AreFoundInAHundredThousandValues) {
  const auto modes = two_modes(heaps(50'000, 50'000));
  ASSERT_TRUE(modes);
  EXPECT_EQ(modes->low_count, 50'000U);
}

}  // namespace
}  // namespace perfbench
