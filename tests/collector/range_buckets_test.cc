#include "collector/range_buckets.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

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

TEST(RangeBuckets, AddAllOfAHistogramThatIsThere) {
  RangeBuckets ranges;
  const std::vector<Bucket> first = {{0, 10, 1}, {10, 20, 2}};
  const std::vector<Bucket> second = {{30, 40, 3}, {40, 50, 4}};
  for (const Bucket& bucket : first) ranges.add(bucket);
  for (const Bucket& bucket : second) ranges.add(bucket);
  EXPECT_TRUE(ranges.add_again(second));
  EXPECT_TRUE(ranges.add_again(first));
  EXPECT_TRUE(ranges.add_again({}));
  EXPECT_THAT(ranges.buckets(),
              ElementsAre(Bucket{0, 10, 2U}, Bucket{10, 20, 4U}, Bucket{30, 40, 6U}, Bucket{40, 50, 8U}));
}

TEST(RangeBuckets, AddNothingOfAHistogramThatIsNotThereAsItIs) {
  RangeBuckets ranges;
  const std::vector<Bucket> known = {{0, 10, 1}, {10, 20, 2}, {20, 30, 3}};
  for (const Bucket& bucket : known) ranges.add(bucket);
  const std::vector<std::vector<Bucket>> others = {{{0, 10, 1}, {10, 25, 1}},  {{0, 10, 1}, {12, 20, 1}},
                                                   {{0, 10, 1}, {20, 30, 1}},  {{5, 10, 1}},
                                                   {{20, 30, 1}, {30, 40, 1}}, {{40, 50, 1}},
                                                   {{-5, 0, 1}, {0, 10, 1}},   {{20, 35, 1}}};
  for (const auto& other : others) {
    EXPECT_FALSE(ranges.add_again(other)) << testing::PrintToString(other.front().low);
    EXPECT_EQ(ranges.buckets(), known);
  }
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
