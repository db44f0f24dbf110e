#include "collector/range_buckets.h"

#include <gmock/gmock.h>

#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace perfbench::collector {
namespace {

using testing::ElementsAre;

constexpr double kOpenEnd = std::numeric_limits<double>::infinity();

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

// With as many counts as there can be: 1, 2, 3 ...
class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
    std::iota(counts_.begin(), counts_.end(), 1U);
  }
  BoundedCounts view() const { return {.bounds = bounds_, .counts = counts_}; }
  void add_to(RangeBuckets& ranges) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) ranges.add(view().bucket(i));
  }

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> counts_;
};

TEST(RangeBuckets, AddAllOfAHistogramThatIsThere) {
  RangeBuckets ranges;
  const Histogram one({10, 20});
  const Histogram open({});
  one.add_to(ranges);
  open.add_to(ranges);
  EXPECT_TRUE(ranges.add_again(open.view()));
  EXPECT_FALSE(ranges.add_again(one.view())) << "something lies between its buckets";
  EXPECT_TRUE(ranges.add_again({}));
  EXPECT_THAT(ranges.buckets(), ElementsAre(Bucket{-kOpenEnd, 10, 1U}, Bucket{-kOpenEnd, kOpenEnd, 2U},
                                            Bucket{10, 20, 2U}, Bucket{20, kOpenEnd, 3U}));
  RangeBuckets alone;
  one.add_to(alone);
  EXPECT_TRUE(alone.add_again(one.view()));
  EXPECT_TRUE(alone.add_again(one.view()));
  EXPECT_THAT(alone.buckets(), ElementsAre(Bucket{-kOpenEnd, 10, 3U}, Bucket{10, 20, 6U}, Bucket{20, kOpenEnd, 9U}));
}

TEST(RangeBuckets, AddNothingOfAHistogramThatIsNotThereAsItIs) {
  RangeBuckets ranges;
  const Histogram known({10, 20, 30});
  known.add_to(ranges);
  EXPECT_TRUE(ranges.add_again(known.view()));
  const std::vector<Bucket> before = ranges.buckets();
  for (const auto& bounds : std::vector<std::vector<double>>{{},
                                                             {10},
                                                             {10, 20},
                                                             {10, 20, 31},
                                                             {9, 20, 30},
                                                             {10, 21, 30},
                                                             {10, 30},
                                                             {20, 30},
                                                             {10, 20, 30, 40},
                                                             {0, 10}}) {
    EXPECT_FALSE(ranges.add_again(Histogram(bounds).view())) << testing::PrintToString(bounds);
    EXPECT_EQ(ranges.buckets(), before);
  }
}

TEST(RangeBuckets, FindAHistogramAgainThatHasMoved) {
  RangeBuckets ranges;
  const Histogram one({10, 20});
  one.add_to(ranges);
  EXPECT_TRUE(ranges.add_again(one.view()));
  ranges.add({-kOpenEnd, 5, 7});
  EXPECT_TRUE(ranges.add_again(one.view()));
  EXPECT_THAT(ranges.buckets(), ElementsAre(Bucket{-kOpenEnd, 5, 7U}, Bucket{-kOpenEnd, 10, 3U}, Bucket{10, 20, 6U},
                                            Bucket{20, kOpenEnd, 9U}));
  ranges.add({12, 15, 1});
  EXPECT_FALSE(ranges.add_again(one.view()));
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
