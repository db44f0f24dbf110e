#include "collector/span_forest.h"

#include <gmock/gmock.h>

#include <limits>

#include "spans.h"

namespace perfbench::collector {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Spans = std::vector<SpanRecord>;

TEST(SpanForest, HasChildrenInTheOrderOfTheirStarts) {
  const SpanForest forest(Spans{span_of(11, 10, 0, 5, 6), span_of(10, 0, 0, 0, 9), span_of(12, 10, 0, 1, 2),
                                span_of(13, 12, 0, 1, 2), span_of(14, 10, 0, 3, 9)});
  EXPECT_THAT(forest.roots(), ElementsAre(1));
  EXPECT_THAT(forest.children(1), ElementsAre(2, 4, 0));
  EXPECT_THAT(forest.children(2), ElementsAre(3));
  EXPECT_THAT(forest.children(3), IsEmpty());
  EXPECT_THAT(forest.all(), ElementsAre(1, 2, 3, 4, 0));
}

TEST(SpanForest, OfNoSpansIsEmpty) {
  const SpanForest forest(Spans{});
  EXPECT_THAT(forest.roots(), IsEmpty());
  EXPECT_THAT(forest.all(), IsEmpty());
}

TEST(SpanForest, HasARootForASpanWhoseParentIsMissing) {
  const SpanForest forest(Spans{span_of(11, 99, 0, 0, 1), span_of(12, 11, 0, 0, 1)});
  EXPECT_THAT(forest.roots(), ElementsAre(0));
  EXPECT_THAT(forest.children(0), ElementsAre(1));
}

TEST(SpanForest, LooksForAParentInTheSameTrace) {
  Spans spans = {span_of(10, 0, 0, 0, 1), span_of(11, 10, 0, 0, 1), span_of(10, 0, 0, 0, 1), span_of(12, 10, 0, 0, 1)};
  spans[2].trace_key = spans[3].trace_key = 2;
  const SpanForest forest(spans);
  EXPECT_THAT(forest.roots(), ElementsAre(0, 2));
  EXPECT_THAT(forest.children(0), ElementsAre(1));
  EXPECT_THAT(forest.children(2), ElementsAre(3));
}

TEST(SpanForest, HasNoParentWithoutId) {
  const SpanForest forest(Spans{span_of(0, 0, 0, 0, 1), span_of(0, 0, 0, 0, 1)});
  EXPECT_THAT(forest.roots(), ElementsAre(0, 1));
}

TEST(SpanForest, GivesChildrenToTheFirstOfEqualIds) {
  const SpanForest forest(Spans{span_of(11, 10, 0, 0, 1), span_of(10, 0, 0, 0, 1), span_of(10, 0, 0, 0, 1)});
  EXPECT_THAT(forest.roots(), ElementsAre(1, 2));
  EXPECT_THAT(forest.children(1), ElementsAre(0));
  EXPECT_THAT(forest.children(2), IsEmpty());
}

TEST(SpanForest, CutsCycles) {
  const SpanForest itself(Spans{span_of(10, 10, 0, 0, 1)});
  EXPECT_THAT(itself.roots(), ElementsAre(0));
  EXPECT_THAT(itself.children(0), IsEmpty());

  // 3 hangs below a circle of three.
  const SpanForest circle(
      Spans{span_of(10, 12, 0, 0, 1), span_of(11, 10, 0, 0, 1), span_of(12, 11, 0, 0, 1), span_of(13, 12, 0, 0, 1)});
  EXPECT_THAT(circle.roots(), ElementsAre(1));
  EXPECT_THAT(circle.children(1), ElementsAre(2));
  EXPECT_THAT(circle.children(2), ElementsAre(0, 3));
  EXPECT_THAT(circle.children(0), IsEmpty());
}

TEST(SpanForest, CutsACycleOnceThatIsReachedFromBelow) {
  const SpanForest forest(Spans{span_of(13, 12, 0, 0, 1), span_of(12, 11, 0, 0, 1), span_of(11, 12, 0, 0, 1)});
  EXPECT_THAT(forest.roots(), ElementsAre(2));
  EXPECT_THAT(forest.children(2), ElementsAre(1));
  EXPECT_THAT(forest.children(1), ElementsAre(0));
}

TEST(SpanForest, IsMadeOfLongChainsAndManyChildrenInTime) {
  constexpr std::uint32_t kSpans = 100000;
  Spans chain;
  Spans fan;
  for (std::uint32_t i = 1; i <= kSpans; ++i) {
    chain.push_back(span_of(i, i + 1, 0, 0, 1));
    fan.push_back(span_of(i, i == 1 ? 0 : 1, 0, kSpans - i, kSpans));
  }
  EXPECT_THAT(SpanForest(chain).roots(), ElementsAre(kSpans - 1));
  EXPECT_EQ(SpanForest(fan).children(0).size(), kSpans - 1);
}

struct Cover {
  std::string name;
  Spans spans;  // ascending
  std::int64_t wanted_ms;
};

class CoveredTime : public testing::TestWithParam<Cover> {};

TEST_P(CoveredTime, IsTheUnionInsideTheWindow) {
  const SpanForest forest(GetParam().spans);
  EXPECT_EQ(covered_ns(GetParam().spans, forest.all(), {10'000'000, 20'000'000}),
            static_cast<std::uint64_t>(GetParam().wanted_ms) * 1'000'000);
}

SpanRecord interval(std::int64_t start_ms, std::int64_t end_ms) { return span_of(1, 0, 0, start_ms, end_ms); }

INSTANTIATE_TEST_SUITE_P(
    SpanForest, CoveredTime,
    testing::Values(Cover{"OfNothing", {}, 0}, Cover{"WithAGap", {interval(11, 12), interval(15, 18)}, 4},
                    Cover{"OfOverlaps", {interval(11, 15), interval(13, 17)}, 6},
                    Cover{"OfOneInsideAnother", {interval(11, 19), interval(12, 13), interval(18, 20)}, 9},
                    Cover{"OfNeighbours", {interval(11, 12), interval(12, 13)}, 2},
                    Cover{"OfEqualOnes", {interval(11, 12), interval(11, 12)}, 1},
                    Cover{"OfNoLength", {interval(11, 11), interval(12, 12)}, 0},
                    Cover{"OfWhatReachesOut", {interval(5, 11), interval(19, 99)}, 2},
                    Cover{"OfWhatIsAround", {interval(0, 99)}, 10},
                    Cover{"OfWhatLiesOutside", {interval(0, 10), interval(20, 30), interval(40, 50)}, 0}),
    [](const auto& cover) { return cover.param.name; });

TEST(CoveredTime, MayBeAllTimeThereIs) {
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const Spans spans = {{.start_ns = kFirst, .end_ns = 5}, {.start_ns = 0, .end_ns = kLast}};
  EXPECT_EQ(covered_ns(spans, SpanForest(spans).all(), {kFirst, kLast}), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace perfbench::collector
