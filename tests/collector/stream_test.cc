#include "collector/stream.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <span>

#include "requests.h"

namespace perfbench::collector {
namespace {

using otlp::Temporality;
using testing::DoubleEq;
using testing::DoubleNear;
using testing::Optional;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kUnending = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kBegan = 1000;  // when the worker did

// One metric of one worker, from its points to its total.
class OneStream {
 public:
  explicit OneStream(const otlp::Metric& metric) : metric_(metric) {}

  template <class Point>
  void send(Point point) {
    request_.clear();
    request_.resource({});
    request_.metric(metric_);
    request_.point(point);
    for (const StagedNumber& staged : request_.numbers()) stream_.add_numbers(std::span(&staged.value, 1));
    for (const StagedPoint& staged : request_.points()) stream_.add(staged, request_, kBegan);
  }
  Aggregate total() { return std::move(stream_).take_total(); }

 private:
  otlp::Metric metric_;
  SeriesRegistry registry_{10};
  StagedMetrics request_{registry_};
  Stream stream_{0};
};

struct Sample {
  double value;
  std::uint64_t time_ns;
  std::uint64_t start_ns;
};

Aggregate total_of(const otlp::Metric& metric, const std::vector<Sample>& samples) {
  OneStream stream(metric);
  for (const Sample& sample : samples) stream.send(number(sample.value, sample.time_ns, sample.start_ns));
  return stream.total();
}

struct Numbers {
  const char* what;
  std::vector<Sample> samples;
  double points;
  double sum;
};

constexpr std::uint64_t kStart = 2000;  // of a stream that the worker began
constexpr std::uint64_t kOld = 500;     // of one that was there before it

void PrintTo(const Numbers& numbers, std::ostream* out) { *out << numbers.what; }

class CumulativeSums : public testing::TestWithParam<Numbers> {};
INSTANTIATE_TEST_SUITE_P(
    Stream, CumulativeSums,
    testing::Values(
        Numbers{"one point", {{5, 2100, kStart}}, 1, 5},
        Numbers{"growing", {{5, 2100, kStart}, {8, 2200, kStart}, {20, 2300, kStart}}, 1, 20},
        Numbers{"repeated", {{5, 2100, kStart}, {5, 2100, kStart}, {5, 2200, kStart}}, 1, 5},
        Numbers{"late", {{8, 2200, kStart}, {5, 2100, kStart}}, 1, 8},
        Numbers{"reset by start", {{8, 2200, kStart}, {9, 2400, 2300}, {10, 2500, 2300}}, 2, 18},
        Numbers{"reset by value", {{8, 2200, kStart}, {3, 2300, kStart}, {4, 2400, kStart}}, 2, 12},
        Numbers{"reset twice", {{8, 2200, kStart}, {3, 2300, kStart}, {2, 2400, kStart}}, 3, 13},
        Numbers{"late after a reset", {{8, 2200, kStart}, {9, 2400, 2300}, {7, 2100, kStart}, {10, 2500, 2300}}, 2, 18},
        Numbers{"without times", {{5, 0, 0}, {8, 0, 0}}, 1, 8},
        Numbers{"began before", {{100, 1100, kOld}, {130, 1200, kOld}}, 1, 30},
        Numbers{"began before, one point", {{100, 1100, kOld}}, 1, 0},
        Numbers{"began before, reset by value",
                {{100, 1100, kOld}, {150, 1200, kOld}, {10, 1300, kOld}, {30, 1400, kOld}},
                2,
                80},
        Numbers{"began before, reset by start", {{100, 1100, kOld}, {150, 1200, kOld}, {10, 1400, 1300}}, 2, 60}),
    [](const auto& chosen) {
      std::string name = chosen.param.what;
      std::erase(name, ',');
      std::ranges::replace(name, ' ', '_');
      return name;
    });

TEST_P(CumulativeSums, CountTheirLastValueLessTheirStart) {
  const Aggregate total = total_of(sum("m", Temporality::cumulative), GetParam().samples);
  EXPECT_EQ(total.points(), GetParam().points);
  EXPECT_EQ(total.count(), GetParam().points);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(GetParam().sum)));
}

TEST(Stream, AddsDeltaPointsUp) {
  const Aggregate total =
      total_of(sum("m", Temporality::delta), {{5, 2100, 2000}, {8, 2200, 2100}, {-1, 2300, 2200}, {8, 2200, 2100}});
  EXPECT_EQ(total.points(), 4);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(20)));
  EXPECT_THAT(total.mean(), Optional(DoubleEq(5)));
  EXPECT_THAT(total.min(), Optional(-1));
  EXPECT_THAT(total.max(), Optional(8));
}

TEST(Stream, TakesGaugesAsSingleValues) {
  const Aggregate total = total_of(gauge("m"), {{5, 2100, 0}, {7, 2200, 0}, {6, 2300, 0}});
  EXPECT_EQ(total.points(), 3);
  EXPECT_THAT(total.distribution().quantile(0.5), Optional(DoubleEq(6)));
}

// A counter that goes up and down has no resets: less is less.
TEST(Stream, TakesTheLastValueOfACumulativeUpDownCounter) {
  const otlp::Metric metric = sum("m", Temporality::cumulative, false);
  const Aggregate total = total_of(metric, {{8, 2200, kStart}, {3, 2300, kStart}});
  EXPECT_EQ(total.points(), 1);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(3)));
  EXPECT_THAT(total_of(metric, {{8, 2200, kOld}, {3, 2300, kOld}}).sum(), Optional(DoubleEq(-5)));
}

TEST(Stream, CountsValuesThatAreNoNumbersAndAddsThemNowhere) {
  const Aggregate total =
      total_of(gauge("m"), {{kNaN, 1, 0}, {1, 2, 0}, {kUnending, 3, 0}, {-kUnending, 4, 0}, {3, 5, 0}});
  EXPECT_EQ(total.points(), 5);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(4)));
  EXPECT_THAT(total.min(), Optional(1));
  EXPECT_THAT(total.max(), Optional(3));
  const Aggregate nothing = total_of(gauge("m"), {{kNaN, 1, 0}});
  EXPECT_EQ(nothing.points(), 1);
  EXPECT_EQ(nothing.sum(), std::nullopt);
  EXPECT_EQ(nothing.mean(), std::nullopt);
  EXPECT_EQ(nothing.min(), std::nullopt);
  EXPECT_EQ(nothing.distribution().quantile(0.5), std::nullopt);
}

TEST(Stream, LosesNothingToRounding) {
  std::vector<Sample> samples = {{1e16, 1, 0}};
  for (std::uint64_t i = 0; i < 1000; ++i) samples.push_back({1, 2 + i, 0});
  samples.push_back({-1e16, 5000, 0});
  EXPECT_THAT(total_of(gauge("m"), samples).sum(), Optional(1000));
}

TEST(Stream, HasASumThatStaysANumber) {
  constexpr double kGreatest = std::numeric_limits<double>::max();
  Aggregate total = total_of(gauge("m"), {{kGreatest, 1, 0}, {kGreatest, 2, 0}, {kGreatest, 3, 0}});
  EXPECT_THAT(total.sum(), Optional(kGreatest));
  Aggregate lowest = total_of(gauge("m"), {{-kGreatest, 1, 0}, {-kGreatest, 2, 0}});
  EXPECT_THAT(lowest.sum(), Optional(-kGreatest));
  total.merge(lowest);
  EXPECT_TRUE(std::isfinite(total.value_sum()));
}

TEST(Stream, WithoutPointsIsNothing) {
  const Aggregate total = total_of(gauge("m"), {});
  EXPECT_EQ(total.points(), 0);
  EXPECT_EQ(total.sum(), std::nullopt);
  EXPECT_EQ(total.max(), std::nullopt);
}

struct Counted {
  std::vector<std::uint64_t> counts;
  std::optional<double> sum, min, max;
};

const std::vector<double> kBounds = {10, 20};

otlp::HistogramPoint point_of(const Counted& counted, std::uint64_t time_ns = 0, std::uint64_t start_ns = 0) {
  otlp::HistogramPoint point{.header = {.start_ns = start_ns, .time_ns = time_ns},
                             .count = 0,
                             .sum = counted.sum,
                             .min = counted.min,
                             .max = counted.max,
                             .bucket_counts = counted.counts,
                             .bounds = kBounds};
  for (const std::uint64_t count : counted.counts) point.count += count;
  return point;
}

TEST(HistogramStream, OfDeltasAddsUp) {
  OneStream stream(histogram("m", Temporality::delta));
  stream.send(point_of({{1, 1, 0}, 15, 2, 13}));
  stream.send(point_of({{0, 2, 2}, 85, 12, 40}));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.points(), 2);
  EXPECT_EQ(total.count(), 6);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(100)));
  EXPECT_THAT(total.min(), Optional(2));
  EXPECT_THAT(total.max(), Optional(40));
  EXPECT_FALSE(total.distribution().exact());
  EXPECT_THAT(total.distribution().quantile(0.5), Optional(testing::AllOf(testing::Gt(10), testing::Le(20))));
}

TEST(HistogramStream, WithoutExtremesTellsNone) {
  OneStream stream(histogram("m", Temporality::delta));
  stream.send(point_of({{1, 1, 0}, 15, 2, 13}));
  stream.send(point_of({{1, 0, 0}, 1, {}, {}}));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.min(), std::nullopt);
  EXPECT_EQ(total.max(), std::nullopt);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(16)));
}

TEST(HistogramStream, OfNothingLeavesExtremesAsTheyAre) {
  OneStream stream(histogram("m", Temporality::delta));
  stream.send(point_of({{1, 1, 0}, 15, 2, 13}));
  stream.send(point_of({{0, 0, 0}, 0, {}, {}}));
  EXPECT_THAT(stream.total().min(), Optional(2));
}

TEST(HistogramStream, WithoutSumTellsNone) {
  OneStream stream(histogram("m", Temporality::delta));
  stream.send(point_of({{1, 1, 0}, {}, {}, {}}));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.count(), 2);
  EXPECT_EQ(total.sum(), std::nullopt);
  EXPECT_EQ(total.mean(), std::nullopt);
}

TEST(HistogramStream, CumulativeCountsItsLastPoint) {
  OneStream stream(histogram("m", Temporality::cumulative));
  stream.send(point_of({{1, 1, 0}, 15, 2, 13}, 2100, kStart));
  stream.send(point_of({{1, 3, 0}, 50, 2, 19}, 2200, kStart));
  stream.send(point_of({{1, 3, 0}, 50, 2, 19}, 2200, kStart));
  stream.send(point_of({{1, 1, 0}, 15, 2, 13}, 2100, kStart));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.points(), 1);
  EXPECT_EQ(total.count(), 4);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(50)));
  EXPECT_THAT(total.min(), Optional(2));
  EXPECT_EQ(total.distribution().count(), 4U);
}

TEST(HistogramStream, CumulativeIsReset) {
  OneStream stream(histogram("m", Temporality::cumulative));
  stream.send(point_of({{1, 3, 0}, 50, 2, 19}, 2100, kStart));
  stream.send(point_of({{1, 0, 0}, 5, 5, 5}, 2200, kStart));
  stream.send(point_of({{0, 0, 7}, 210, 30, 30}, 2400, 2300));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.points(), 3);
  EXPECT_EQ(total.count(), 4 + 1 + 7);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(265)));
  EXPECT_THAT(total.max(), Optional(30));
}

// What was counted before the worker is not the worker's, and nobody knows its extremes.
TEST(HistogramStream, CumulativeThatBeganBeforeCountsWhatCame) {
  OneStream stream(histogram("m", Temporality::cumulative));
  stream.send(point_of({{100, 0, 0}, 500, 1, 9}, 1100, kOld));
  stream.send(point_of({{100, 0, 4}, 700, 1, 60}, 1200, kOld));
  const Aggregate total = stream.total();
  EXPECT_EQ(total.count(), 4);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(200)));
  EXPECT_EQ(total.min(), std::nullopt);
  EXPECT_EQ(total.distribution().count(), 4U);
  EXPECT_THAT(total.distribution().quantile(0.01), Optional(testing::Ge(20)));
}

otlp::Metric exponential(Temporality temporality) {
  return {.name = "m", .kind = otlp::MetricKind::exponential_histogram, .temporality = temporality};
}

// 4 values in (1, 2], 2 in (2, 4], one 0, and 1 in [-2, -1).
TEST(ExponentialStream, HasItsBucketsWhereTheScaleSays) {
  const std::vector<std::uint64_t> positive = {4, 2};
  const std::vector<std::uint64_t> negative = {1};
  OneStream stream(exponential(Temporality::delta));
  stream.send(otlp::ExponentialHistogramPoint{.header = {},
                                              .count = 8,
                                              .sum = 10.0,
                                              .min = -1.5,
                                              .max = 3.0,
                                              .scale = 0,
                                              .zero_count = 1,
                                              .zero_threshold = 0,
                                              .positive = {.offset = 0, .counts = positive},
                                              .negative = {.offset = 0, .counts = negative}});
  const Aggregate total = stream.total();
  EXPECT_EQ(total.count(), 8);
  EXPECT_EQ(total.distribution().count(), 8U);
  EXPECT_THAT(total.distribution().quantile(0), Optional(DoubleEq(-1.5)));
  EXPECT_THAT(total.distribution().quantile(0.5), Optional(testing::AllOf(testing::Gt(1), testing::Le(2))));
  EXPECT_THAT(total.distribution().quantile(1), Optional(DoubleEq(3)));
}

TEST(ExponentialStream, TakesEveryScaleAndOffset) {
  const std::vector<std::uint64_t> counts = {1, 1};
  for (const std::int32_t scale : {-100, -11, -1, 0, 3, 20, 100}) {
    for (const std::int32_t offset : {std::numeric_limits<std::int32_t>::min(), -1, 0, 1'000'000'000}) {
      OneStream stream(exponential(Temporality::delta));
      stream.send(otlp::ExponentialHistogramPoint{
          .count = 2, .sum = 3.0, .scale = scale, .positive = {.offset = offset, .counts = counts}});
      const Aggregate total = stream.total();
      EXPECT_EQ(total.count(), 2);
      if (const auto median = total.distribution().quantile(0.5)) {
        EXPECT_TRUE(std::isfinite(*median));
      }
    }
  }
}

TEST(ExponentialStream, CumulativeCountsItsLastPoint) {
  const std::vector<std::uint64_t> before = {2};
  const std::vector<std::uint64_t> after = {2, 3};
  OneStream stream(exponential(Temporality::cumulative));
  stream.send(otlp::ExponentialHistogramPoint{.header = {.start_ns = kStart, .time_ns = 2100},
                                              .count = 2,
                                              .sum = 3.0,
                                              .positive = {.offset = 0, .counts = before}});
  stream.send(otlp::ExponentialHistogramPoint{.header = {.start_ns = kStart, .time_ns = 2200},
                                              .count = 5,
                                              .sum = 12.0,
                                              .positive = {.offset = 0, .counts = after}});
  const Aggregate total = stream.total();
  EXPECT_EQ(total.points(), 1);
  EXPECT_EQ(total.count(), 5);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(12)));
}

TEST(SummaryStream, SpreadsItsCountBetweenTheQuantiles) {
  const std::vector<otlp::QuantileValue> quantiles = {{1, 100}, {0, 1}, {0.5, 10}};
  OneStream stream({.name = "m", .kind = otlp::MetricKind::summary});
  stream.send(otlp::SummaryPoint{.header = {}, .count = 100, .sum = 2000, .quantiles = quantiles});
  const Aggregate total = stream.total();
  EXPECT_EQ(total.points(), 1);
  EXPECT_EQ(total.count(), 100);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(2000)));
  EXPECT_THAT(total.min(), Optional(1));
  EXPECT_THAT(total.max(), Optional(100));
  EXPECT_THAT(total.distribution().quantile(0.5), Optional(DoubleNear(10, 0.01)));
}

TEST(SummaryStream, IsCumulative) {
  OneStream stream({.name = "m", .kind = otlp::MetricKind::summary});
  stream.send(
      otlp::SummaryPoint{.header = {.start_ns = kStart, .time_ns = 2100}, .count = 10, .sum = 20, .quantiles = {}});
  stream.send(
      otlp::SummaryPoint{.header = {.start_ns = kStart, .time_ns = 2200}, .count = 30, .sum = 50, .quantiles = {}});
  const Aggregate total = stream.total();
  EXPECT_EQ(total.count(), 30);
  EXPECT_THAT(total.sum(), Optional(DoubleEq(50)));
}

TEST(Aggregate, IsMergedWithAnother) {
  Aggregate one = total_of(gauge("m"), {{5, 1, 0}, {7, 2, 0}});
  one.merge(total_of(gauge("m"), {{1, 1, 0}}));
  one.merge(total_of(gauge("m"), {}));
  EXPECT_EQ(one.points(), 3);
  EXPECT_THAT(one.sum(), Optional(DoubleEq(13)));
  EXPECT_THAT(one.min(), Optional(1));
  EXPECT_THAT(one.max(), Optional(7));
  EXPECT_THAT(one.distribution().quantile(0.5), Optional(DoubleEq(5)));
}

TEST(Aggregate, MergedWithOneWhoseExtremesAreUnknownHasNone) {
  OneStream stream(histogram("m", Temporality::delta));
  stream.send(point_of({{1, 0, 0}, 1, {}, {}}));
  Aggregate one = total_of(gauge("m"), {{5, 1, 0}});
  one.merge(stream.total());
  EXPECT_EQ(one.min(), std::nullopt);
}

}  // namespace
}  // namespace perfbench::collector
