#include "collector/range_buckets.h"

#include <gmock/gmock.h>

#include <limits>

namespace perfbench::collector {
namespace {

using testing::ElementsAre;

TEST(RangeBuckets, CountEqualIntervalsTogether) {
  RangeBuckets ranges;
  for (int round = 0; round < 3; ++round) {
    ranges.add({0, 10, 1});
    ranges.add({10, 20, 2});
  }
  ranges.add({0, 20, 5});
  ranges.add({-5, 0, 7});
  EXPECT_THAT(ranges.buckets(),
              ElementsAre(Bucket{-5, 0, 7U}, Bucket{0, 10, 3U}, Bucket{0, 20, 5U}, Bucket{10, 20, 6U}));
}

TEST(RangeBuckets, MergeByIntervals) {
  RangeBuckets ranges;
  ranges.add({0, 10, 1});
  RangeBuckets others;
  others.add({0, 10, 2});
  others.add({5, 10, 3});
  ranges.merge(others);
  EXPECT_THAT(ranges.buckets(), ElementsAre(Bucket{0, 10, 3U}, Bucket{5, 10, 3U}));
}

TEST(RangeBuckets, MergeNeighboursInsteadOfGettingMore) {
  RangeBuckets ranges;
  constexpr int kAdded = 20000;
  for (int i = 0; i < kAdded; ++i) {
    const double low = (i * 7919) % kAdded;  // in no order
    ranges.add({low, low + 1 + i % 3, 1});
    ASSERT_LE(ranges.buckets().size(), RangeBuckets::kMost);
  }
  const auto& buckets = ranges.buckets();
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    count += buckets[i].count;
    EXPECT_LE(buckets[i == 0 ? 0 : i - 1].low, buckets[i].low);
  }
  EXPECT_EQ(count, 20000U);
  EXPECT_GT(buckets.size(), RangeBuckets::kMost / 2 - 1);
}

TEST(RangeBuckets, HoldAllOfWhatTheyMerge) {
  RangeBuckets ranges;
  for (std::size_t i = 0; i <= RangeBuckets::kMost; ++i) {
    const auto low = static_cast<double>(i);
    ranges.add({low, i % 2 == 0 ? 10000 : low + 1, 1});
  }
  EXPECT_THAT(ranges.buckets(), testing::SizeIs(RangeBuckets::kMost / 2 + 1));
  EXPECT_THAT(ranges.buckets(), testing::Each(testing::Field(&Bucket::high, 10000)));
}

TEST(RangeBuckets, CountNoFurtherThanTheLargestNumber) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  RangeBuckets ranges;
  ranges.add({0, 1, kMost});
  ranges.add({0, 1, 1});
  EXPECT_THAT(ranges.buckets(), ElementsAre(Bucket{0, 1, kMost}));
}

}  // namespace
}  // namespace perfbench::collector
