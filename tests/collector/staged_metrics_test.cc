#include "collector/staged_metrics.h"

#include <gmock/gmock.h>

#include <set>

#include "requests.h"

namespace perfbench::collector {
namespace {

using otlp::Temporality;

struct Staged {
  std::uint64_t stream;
  SeriesId series;
  bool cumulative;
};

class Staging : public testing::Test {
 protected:
  Staged staged(const Sent& resource, const otlp::Metric& metric, const Sent& attributes = {}) {
    request_.clear();
    request_.resource(resource.view());
    request_.metric(metric);
    otlp::NumberPoint point = number(1);
    point.header.attributes = attributes.view();
    request_.point(point);
    EXPECT_EQ(request_.numbers().size() + request_.points().size(), 1U);
    for (const StagedNumber& one : request_.numbers()) return {one.stream, one.series, false};
    const StagedPoint& one = request_.points().at(0);
    return {one.stream, one.series, one.cumulative};
  }

  SeriesRegistry registry_{100};
  StagedMetrics request_{registry_};
};

TEST_F(Staging, TellsStreamsApartByAllThatIdentifiesThem) {
  const Sent one{{"service.name", "one"}};
  const Sent two{{"service.name", "two"}};
  const Sent route{{"route", "/"}};
  otlp::Metric scoped = gauge("a");
  scoped.scope = "library";
  otlp::Metric other_unit = gauge("a");
  other_unit.unit = "ms";
  const std::set<std::uint64_t> streams = {staged(one, gauge("a")).stream,
                                           staged(two, gauge("a")).stream,
                                           staged(one, gauge("b")).stream,
                                           staged(one, gauge("a"), route).stream,
                                           staged(one, scoped).stream,
                                           staged(one, other_unit).stream,
                                           staged(one, sum("a", Temporality::delta)).stream,
                                           staged(one, sum("a", Temporality::cumulative)).stream,
                                           staged(one, sum("a", Temporality::delta, false)).stream};
  EXPECT_EQ(streams.size(), 9U);
}

// The figures of a metric are those of all resources and scopes together.
TEST_F(Staging, TakesSeriesTogetherWhateverTheirResourceAndScope) {
  otlp::Metric scoped = gauge("a");
  scoped.scope = "library";
  const SeriesId series = staged({{"service.name", "one"}}, gauge("a")).series;
  EXPECT_EQ(staged({{"service.name", "two"}}, gauge("a")).series, series);
  EXPECT_EQ(staged({{"service.name", "one"}}, scoped).series, series);
}

TEST_F(Staging, TakesAttributesInAnyOrder) {
  const Sent resource{{"a", "1"}, {"b", "2"}};
  const Sent turned{{"b", "2"}, {"a", "1"}};
  const Staged first = staged(resource, gauge("m"), {{"x", "1"}, {"y", "2"}});
  const Staged second = staged(turned, gauge("m"), {{"y", "2"}, {"x", "1"}});
  EXPECT_EQ(second.stream, first.stream);
  EXPECT_EQ(second.series, first.series);
}

TEST_F(Staging, KnowsAStreamAgainInALaterRequest) {
  const Sent attributes{{"x", "1"}};
  const Staged first = staged({}, gauge("m"), attributes);
  const Staged second = staged({}, gauge("m"), attributes);
  EXPECT_EQ(second.stream, first.stream);
  EXPECT_EQ(second.series, first.series);
}

TEST_F(Staging, KeyAndValueAreNotMixedUp) {
  EXPECT_NE(staged({}, gauge("m"), {{"ab", "c"}}).stream, staged({}, gauge("m"), {{"a", "bc"}}).stream);
  EXPECT_NE(staged({}, gauge("m"), {{"a", "1"}, {"b", "2"}}).stream,
            staged({}, gauge("m"), {{"a", "2"}, {"b", "1"}}).stream);
}

TEST_F(Staging, TakesNoPointsWithoutAValue) {
  request_.resource({});
  request_.metric(gauge("m"));
  otlp::NumberPoint point = number(0);
  point.header.no_recorded_value = true;
  request_.point(point);
  otlp::HistogramPoint histogram;
  histogram.header.no_recorded_value = true;
  request_.point(histogram);
  EXPECT_TRUE(request_.numbers().empty());
  EXPECT_TRUE(request_.points().empty());
  EXPECT_EQ(request_.valueless(), 2U);
}

TEST_F(Staging, TellsWhatIsCumulative) {
  EXPECT_FALSE(staged({}, gauge("m")).cumulative);
  EXPECT_FALSE(staged({}, sum("m", Temporality::delta)).cumulative);
  EXPECT_TRUE(staged({}, sum("m", Temporality::cumulative)).cumulative);
  request_.clear();
  request_.resource({});
  request_.metric({.name = "s", .kind = otlp::MetricKind::summary});
  request_.point(otlp::SummaryPoint());
  EXPECT_TRUE(request_.points().front().cumulative);
}

TEST_F(Staging, ForgetsTheRequestBefore) {
  staged({}, gauge("m"));
  request_.point(otlp::HistogramPoint());
  request_.clear();
  EXPECT_TRUE(request_.numbers().empty());
  EXPECT_TRUE(request_.points().empty());
  EXPECT_EQ(request_.valueless(), 0U);
}

TEST_F(Staging, IsOverfullBeyondItsBounds) {
  request_.resource({});
  request_.metric(gauge("m"));
  for (std::size_t i = 0; i < StagedMetrics::kMostPoints - 1; ++i) request_.point(number(1));
  request_.point(otlp::HistogramPoint());
  EXPECT_FALSE(request_.is_overfull());
  request_.point(number(1));
  EXPECT_TRUE(request_.is_overfull());
  EXPECT_EQ(request_.numbers().size() + request_.points().size(), StagedMetrics::kMostPoints);
  request_.clear();
  EXPECT_FALSE(request_.is_overfull());
  const std::vector<std::uint64_t> counts(StagedMetrics::kMostBuckets / 2, 1);
  request_.metric({.name = "e", .kind = otlp::MetricKind::exponential_histogram});
  const otlp::ExponentialHistogramPoint half{.count = counts.size(), .scale = 20, .positive = {.counts = counts}};
  request_.point(half);
  EXPECT_FALSE(request_.is_overfull());
  request_.point(half);
  EXPECT_TRUE(request_.is_overfull());
  EXPECT_EQ(request_.points().size(), 1U);
}

TEST_F(Staging, KeepsBucketsAndExtremesOfEachPoint) {
  const std::vector<double> bounds = {1, 2};
  const std::vector<std::uint64_t> counts = {3, 0, 4};
  request_.resource({});
  request_.metric(histogram("m", Temporality::delta));
  request_.point(otlp::HistogramPoint{.count = 7, .sum = 9.0, .bucket_counts = counts, .bounds = bounds});
  request_.point(otlp::HistogramPoint{.count = 7, .min = 0.5, .max = 3.0, .bucket_counts = counts, .bounds = bounds});
  ASSERT_EQ(request_.points().size(), 2U);
  const StagedPoint& first = request_.points()[0];
  EXPECT_TRUE(first.has_sum);
  EXPECT_EQ(request_.range_of(first), nullptr);
  const auto buckets = request_.buckets_of(first);
  ASSERT_EQ(buckets.size(), 3U);
  EXPECT_EQ(buckets[0].high, 1);
  EXPECT_EQ(buckets[2].low, 2);
  EXPECT_EQ(buckets[2].count, 4U);
  const StagedPoint& second = request_.points()[1];
  EXPECT_FALSE(second.has_sum);
  ASSERT_NE(request_.range_of(second), nullptr);
  EXPECT_EQ(request_.range_of(second)->max, 3);
}

}  // namespace
}  // namespace perfbench::collector
