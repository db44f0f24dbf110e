#include "collector/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <string>

namespace perfbench::collector {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMax = std::numeric_limits<double>::max();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr auto kMostCount = std::numeric_limits<std::uint64_t>::max();

static_assert(sizeof(Distribution) <= 64);

Distribution of(const Values& values) {
  Distribution distribution;
  for (const double value : values) distribution.add(value);
  return distribution;
}

// Type 7, as analysis/statistics.h defines it.
double type_7(const Values& sorted, double q) {
  const double index = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(index);
  if (below + 1 == sorted.size()) return sorted.back();
  return std::lerp(sorted[below], sorted[below + 1], index - static_cast<double>(below));
}

TEST(Distribution, OfNothingHasNoQuantile) {
  const Distribution empty;
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.quantile(0.5), std::nullopt);
  EXPECT_TRUE(empty.exact());
}

TEST(Distribution, KeepsFewValuesExactly) {
  const auto values = of({50, 20, 10, 40, 30});
  EXPECT_TRUE(values.exact());
  EXPECT_EQ(values.count(), 5U);
  EXPECT_EQ(values.quantile(0), 10);
  EXPECT_EQ(values.quantile(0.5), 30);
  EXPECT_DOUBLE_EQ(values.quantile(0.95).value(), 48);
  EXPECT_EQ(values.quantile(1), 50);
  EXPECT_EQ(of({7}).quantile(0.95), 7);
  EXPECT_DOUBLE_EQ(of({-1, 3}).quantile(0.25).value(), 0);
}

TEST(Distribution, IsExactUpToItsBound) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> shape(0, 5);
  Values values;
  Distribution distribution;
  for (std::size_t i = 0; i < Distribution::kMostExact; ++i) {
    values.push_back(shape(random));
    distribution.add(values.back());
    std::ranges::sort(values);
    for (const double q : {0.0, 0.01, 0.5, 0.9, 0.99, 1.0}) {
      ASSERT_DOUBLE_EQ(distribution.quantile(q).value(), type_7(values, q)) << values.size() << " values, q " << q;
    }
  }
  EXPECT_TRUE(distribution.exact());
  distribution.add(1);
  EXPECT_FALSE(distribution.exact());
}

TEST(Distribution, CountsAValueSeveralTimes) {
  Distribution distribution;
  distribution.add(1, 3);
  distribution.add(9, 1);
  distribution.add(5, 0);
  EXPECT_EQ(distribution.count(), 4U);
  EXPECT_EQ(distribution.quantile(0.5), 1);
  distribution.add(9, 1000000);
  EXPECT_FALSE(distribution.exact());
  EXPECT_EQ(distribution.count(), 1000004U);
  EXPECT_EQ(distribution.quantile(0.5), 9);
  EXPECT_EQ(distribution.quantile(0), 1);
}

struct Shape {
  std::string name;
  std::function<double(std::mt19937_64&)> draw;
};

class DistributionOf : public testing::TestWithParam<Shape> {};

TEST_P(DistributionOf, ManyValuesIsRightToOnePercent) {
  std::mt19937_64 random(42);
  Values values;
  Distribution distribution;
  for (const std::size_t size : {65U, 100U, 1000U, 50000U}) {
    while (values.size() < size) {
      values.push_back(GetParam().draw(random));
      distribution.add(values.back());
    }
    std::ranges::sort(values);
    for (const double q : {0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const double wanted = type_7(values, q);
      EXPECT_NEAR(distribution.quantile(q).value(), wanted, std::abs(wanted) * 0.01) << size << " values, q " << q;
    }
  }
}

double uniform(std::mt19937_64& random) { return std::uniform_real_distribution<double>(3, 2000)(random); }
double lognormal(std::mt19937_64& random) { return std::lognormal_distribution<double>(0, 3.45)(random); }
INSTANTIATE_TEST_SUITE_P(
    Distribution, DistributionOf,
    testing::Values(Shape{"Uniform", uniform}, Shape{"NineDecades", lognormal},
                    Shape{"Negative", [](auto& random) { return -lognormal(random); }},
                    Shape{"Mixture",
                          [](auto& random) { return random() % 10 == 0 ? -uniform(random) : lognormal(random); }},
                    Shape{"WholeNumbers", [](auto& random) { return static_cast<double>(random() % 5); }},
                    Shape{"Constant", [](auto&) { return 0.1; }}),
    [](const auto& shape) { return shape.param.name; });

TEST(Distribution, OfManyEqualOrWholeNumbersHasTheseAsQuantiles) {
  Distribution constant;
  constant.add(0.1, 1000);
  EXPECT_EQ(constant.quantile(0.37), 0.1);
  Distribution counts;
  counts.add(0, 500);
  counts.add(-0.0, 100);
  counts.add(3, 300);
  counts.add(100, 100);
  EXPECT_EQ(counts.quantile(0.5), 0);
  EXPECT_EQ(counts.quantile(0.85), 3);
  EXPECT_EQ(counts.quantile(0.99), 100);
}

TEST(Distribution, KnowsNoNegativeZero) { EXPECT_FALSE(std::signbit(of({-0.0}).quantile(0.5).value())); }

TEST(Distribution, InterpolatesInsideBucketsOfAHistogram) {
  Distribution distribution;
  distribution.add_bucket(0, 10, 10);
  distribution.add_bucket(10, 100, 10);
  EXPECT_FALSE(distribution.exact());
  EXPECT_EQ(distribution.count(), 20U);
  EXPECT_EQ(distribution.quantile(0), 0);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.25).value(), 5);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.5).value(), 10);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.95).value(), 91);
}

TEST(Distribution, AddsHistogramsOfOtherBoundsAndSingleValues) {
  Distribution distribution;
  distribution.add_bucket(0, 10, 10);
  distribution.add_bucket(5, 15, 20);
  distribution.add(5, 10);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.1).value(), 4);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.25).value(), 5);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.75).value(), 10);
}

TEST(Distribution, TakesTheFiniteBoundOfAnOpenBucket) {
  Distribution distribution;
  distribution.add_bucket(-kInfinity, 0, 5);
  distribution.add_bucket(1000, kInfinity, 5);
  EXPECT_EQ(distribution.quantile(0), 0);
  EXPECT_EQ(distribution.quantile(0.4), 0);
  EXPECT_EQ(distribution.quantile(0.6), 1000);
  EXPECT_EQ(distribution.quantile(1), 1000);
}

TEST(Distribution, KnowsOpenBucketsByTheExtremes) {
  Distribution distribution;
  distribution.add_bucket(-kInfinity, 0, 5);
  distribution.add_bucket(1000, kInfinity, 5);
  distribution.note_range(-100, 3000);
  EXPECT_EQ(distribution.quantile(0), -100);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.25).value(), -50);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.75).value(), 2000);
  EXPECT_EQ(distribution.quantile(1), 3000);
}

TEST(Distribution, ClipsBucketsToTheExtremes) {
  Distribution distribution;
  distribution.add_bucket(0, 10, 10);
  distribution.add_bucket(10, 100, 10);
  distribution.note_range(9, 11);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.25).value(), 9.5);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.75).value(), 10.5);

  Distribution constant;
  constant.add_bucket(0, 10, 10);
  constant.note_range(7, 7);
  EXPECT_EQ(constant.quantile(0.1), 7);
  EXPECT_EQ(constant.quantile(0.9), 7);
}

TEST(Distribution, DoesNotClipBucketsThatLieOutsideTheExtremes) {
  Distribution distribution;
  distribution.note_range(2, 3);
  distribution.add_bucket(0, 10, 1);
  distribution.add_bucket(3, 5, 1);
  distribution.add_bucket(500, kInfinity, 1);
  EXPECT_EQ(distribution.quantile(0), 2);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.5).value(), 4);
  EXPECT_EQ(distribution.quantile(1), 500);
}

TEST(Distribution, TakesOneExtremeWithoutTheOther) {
  Distribution distribution;
  distribution.add_bucket(-kInfinity, 10, 1);
  distribution.add_bucket(10, kInfinity, 1);
  distribution.note_range(-kInfinity, 20);
  EXPECT_EQ(distribution.quantile(0), 10);
  EXPECT_EQ(distribution.quantile(1), 20);
  distribution.note_range(kNan, kNan);
  distribution.note_range(50, 40);
  EXPECT_EQ(distribution.quantile(1), 20);
}

TEST(Distribution, HasNoQuantileWhereNothingIsKnownButTheCount) {
  Distribution distribution;
  distribution.add_bucket(-kInfinity, kInfinity, 10);
  EXPECT_EQ(distribution.count(), 10U);
  EXPECT_EQ(distribution.quantile(0.5), std::nullopt);
  distribution.note_range(0, 10);
  EXPECT_DOUBLE_EQ(distribution.quantile(0.5).value(), 5);
}

TEST(Distribution, LeavesOutWhatIsNoBucket) {
  Distribution distribution;
  distribution.add_bucket(5, 1, 10);
  distribution.add_bucket(kNan, 1, 10);
  distribution.add_bucket(1, kNan, 10);
  distribution.add_bucket(1, 2, 0);
  EXPECT_EQ(distribution.count(), 0U);
  EXPECT_EQ(distribution.quantile(0.5), std::nullopt);
  distribution.add_bucket(0, 0, 10);
  EXPECT_TRUE(distribution.exact());
  EXPECT_EQ(distribution.count(), 10U);
  EXPECT_EQ(distribution.quantile(0.5), 0);
}

TEST(Distribution, MergedIsTheSameAsAllInOne) {
  std::mt19937_64 random(7);
  for (const std::size_t size : {0U, 3U, 40U, 64U, 65U, 2000U}) {
    for (const std::size_t other_size : {0U, 3U, 40U, 65U, 2000U}) {
      Distribution all;
      Distribution merged;
      Distribution other;
      for (std::size_t i = 0; i < size + other_size; ++i) {
        const double value = lognormal(random);
        all.add(value);
        (i < size ? merged : other).add(value);
      }
      merged.merge(other);
      EXPECT_EQ(merged.count(), all.count());
      EXPECT_EQ(merged.exact(), all.exact());
      for (const double q : {0.0, 0.3, 0.99, 1.0}) EXPECT_EQ(merged.quantile(q), all.quantile(q)) << size << other_size;
    }
  }
}

TEST(Distribution, MergesHistogramsAndTheirExtremes) {
  Distribution merged;
  Distribution other;
  other.add_bucket(0, 10, 10);
  other.add_bucket(10, kInfinity, 10);
  other.note_range(2, 30);
  merged.merge(other);
  merged.merge(other);
  EXPECT_EQ(merged.count(), 40U);
  EXPECT_FALSE(merged.exact());
  EXPECT_EQ(merged.quantile(0), 2);
  EXPECT_DOUBLE_EQ(merged.quantile(0.75).value(), 20);
}

TEST(Distribution, LeavesOutNanAndTakesInfinitiesForTheExtremes) {
  Distribution distribution;
  distribution.add(kNan, 100);
  EXPECT_EQ(distribution.count(), 0U);
  for (const std::uint64_t count : {1U, 100U}) {
    distribution.add(kInfinity, count);
    distribution.add(-kInfinity, count);
    EXPECT_EQ(distribution.quantile(0), -kMax);
    EXPECT_EQ(distribution.quantile(1), kMax);
  }
}

TEST(Distribution, StandsHostileValuesAndCounts) {
  Distribution distribution;
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    for (const double mantissa : {1.0, -1.2, 1.4, -1.6, 1.8}) {
      const double value = std::ldexp(mantissa, exponent);
      distribution.add(value);
      distribution.add_bucket(value, value * 2 + 1, kMostCount);
      distribution.add_bucket(-kInfinity, value, 1);
    }
  }
  distribution.add(kInfinity, kMostCount);
  distribution.add(kMax, kMostCount);
  distribution.add(-kInfinity, kMostCount);
  distribution.note_range(-kMax, kMax);
  Distribution twice;
  twice.merge(distribution);
  twice.merge(distribution);
  EXPECT_EQ(twice.count(), kMostCount);
  double last = -kMax;
  for (const double q : {0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0}) {
    const double value = twice.quantile(q).value();
    EXPECT_TRUE(std::isfinite(value)) << q;
    EXPECT_GE(value, last) << q;
    last = value;
  }
}

}  // namespace
}  // namespace perfbench::collector
