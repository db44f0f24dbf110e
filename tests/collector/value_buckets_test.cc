#include "collector/value_buckets.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace perfbench::collector {
namespace {

using testing::ElementsAre;

std::vector<Bucket> sorted(const ValueBuckets& values) {
  std::vector<Bucket> buckets;
  values.append_to(buckets);
  std::ranges::sort(buckets, {}, &Bucket::low);
  return buckets;
}

std::uint64_t values_in(const std::vector<Bucket>& buckets) {
  std::uint64_t count = 0;
  for (const auto& bucket : buckets) count += bucket.count;
  return count;
}

TEST(ValueBuckets, KeepTheExtremesOfTheirValues) {
  ValueBuckets values;
  for (const double value : {1.0, 1.005, 1.001, 1.01, -1.0, 0.0, -1.002}) values.add(value, 2);
  EXPECT_THAT(sorted(values), ElementsAre(Bucket{-1.002, -1.0, 4U}, Bucket{0.0, 0.0, 2U}, Bucket{1.0, 1.005, 6U},
                                          Bucket{1.01, 1.01, 2U}));
}

TEST(ValueBuckets, AreLessThanOnePercentWide) {
  ValueBuckets values;
  for (double value = 1e-5; value < 1e3; value *= 1.0003) {
    values.add(value, 1);
    values.add(-value, 1);
  }
  ASSERT_LE(values.size(), ValueBuckets::kMost);
  ASSERT_GT(values.size(), 3000U);
  for (const auto& bucket : sorted(values)) {
    EXPECT_LE(bucket.high - bucket.low, std::min(std::abs(bucket.low), std::abs(bucket.high)) / 64);
  }
}

TEST(ValueBuckets, KeepWholeNumbersApart) {
  ValueBuckets values;
  for (int value = 0; value < 256; ++value) values.add(value, 3);
  EXPECT_EQ(values.size(), 256U);
}

TEST(ValueBuckets, GetCoarserInsteadOfMore) {
  ValueBuckets values;
  std::uint64_t added = 0;
  for (int exponent = -1022; exponent < 1024; ++exponent) {
    for (const double mantissa : {1.0, 1.3, 1.6, 1.9}) {
      values.add(std::ldexp(mantissa, exponent), 1);
      values.add(-std::ldexp(mantissa, exponent), 1);
      added += 2;
      ASSERT_LE(values.size(), ValueBuckets::kMost);
    }
  }
  const auto buckets = sorted(values);
  EXPECT_EQ(values_in(buckets), added);
  EXPECT_GT(buckets.size(), 4000U);
  for (std::size_t i = 1; i < buckets.size(); ++i) EXPECT_LT(buckets[i - 1].high, buckets[i].low);
}

TEST(ValueBuckets, MergeWithCoarserAndFinerOnes) {
  ValueBuckets coarse;
  for (int exponent = -1000; exponent < 1000; ++exponent) {
    for (const double mantissa : {1.0, 1.3, 1.6, 1.9}) coarse.add(std::ldexp(mantissa, exponent), 1);
  }
  ValueBuckets fine;
  fine.add(1.0, 5);
  fine.add(1.1, 5);
  ValueBuckets both;
  both.merge(fine);
  both.merge(coarse);
  coarse.merge(fine);
  const auto buckets = sorted(both);
  EXPECT_EQ(sorted(coarse), buckets);
  EXPECT_EQ(values_in(buckets), 8010U);
}

TEST(ValueBuckets, CountNoFurtherThanTheLargestNumber) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  ValueBuckets values;
  values.add(7, kMost);
  values.add(7, kMost);
  EXPECT_THAT(sorted(values), ElementsAre(Bucket{7.0, 7.0, kMost}));
}

}  // namespace
}  // namespace perfbench::collector
