#include "collector/worker_intake.h"

#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "requests.h"
#include "spans.h"

namespace perfbench::collector {
namespace {

using otlp::Temporality;

class Intakes : public testing::Test {
 protected:
  // A request of one metric, with a point for each value of an attribute.
  const StagedMetrics& points_of(const otlp::Metric& metric, int first, int last, double value) {
    request_.clear();
    request_.resource({});
    request_.metric(metric);
    for (int i = first; i < last; ++i) {
      const std::string text = std::to_string(i);
      const Sent attributes{{"k", text.c_str()}};
      otlp::NumberPoint point = number(value, 5000, 4000);
      point.header.attributes = attributes.view();
      request_.point(point);
    }
    return request_;
  }

  std::map<SeriesId, double> sums(WorkerIntake::Total& total) {
    std::map<SeriesId, double> sums;
    for (const auto& [series, aggregate] : total.streams) sums[series] += aggregate.value_sum();
    return sums;
  }

  SeriesRegistry registry_{10'000};
  StagedMetrics request_{registry_};
  IntakeBudget budget_;
  WorkerIntake intake_{1000, budget_};
};

TEST_F(Intakes, CountWhatCame) {
  EXPECT_TRUE(intake_.add_metrics(7, points_of(gauge("m"), 0, 3, 2)));
  EXPECT_TRUE(intake_.add_spans(2, {span_of(1, 0, 0, 0, 1), span_of(2, 1, 0, 0, 1)}));
  EXPECT_TRUE(intake_.add_logs(5));
  const auto total = intake_.take();
  EXPECT_EQ(total.counts.payloads, 3U);
  EXPECT_EQ(total.counts.datapoints, 7U);
  EXPECT_EQ(total.counts.spans, 2U);
  EXPECT_EQ(total.counts.log_records, 5U);
  EXPECT_EQ(total.streams.size(), 3U);
  EXPECT_EQ(total.spans.size(), 2U);
  EXPECT_EQ(total.left_out, 0U);
  EXPECT_EQ(total.dropped_spans, 0U);
}

TEST_F(Intakes, AddStreamsUpAcrossRequests) {
  intake_.add_metrics(2, points_of(sum("d", Temporality::delta), 0, 2, 2));
  intake_.add_metrics(2, points_of(sum("d", Temporality::delta), 0, 2, 3));
  intake_.add_metrics(1, points_of(sum("c", Temporality::cumulative), 0, 1, 3));
  intake_.add_metrics(1, points_of(sum("c", Temporality::cumulative), 0, 1, 9));
  auto total = intake_.take();
  const auto by_series = sums(total);
  EXPECT_EQ(by_series, (std::map<SeriesId, double>{{0, 5}, {1, 5}, {2, 9}}));
}

TEST_F(Intakes, TakeNothingOnceTheyAreClosed) {
  intake_.add_metrics(1, points_of(gauge("m"), 0, 1, 1));
  intake_.take();
  EXPECT_FALSE(intake_.add_metrics(1, points_of(gauge("m"), 0, 1, 1)));
  EXPECT_FALSE(intake_.add_spans(1, {span_of(1, 0, 0, 0, 1)}));
  EXPECT_FALSE(intake_.add_logs(1));
}

TEST_F(Intakes, LeaveCumulativePointsOutThatTheyCannotFollow) {
  intake_.add_metrics(4096, points_of(gauge("m"), 0, 4096, 1));
  intake_.add_metrics(10, points_of(sum("c", Temporality::cumulative), 0, 10, 1));
  const auto total = intake_.take();
  EXPECT_EQ(total.left_out, 10U);
  EXPECT_EQ(total.counts.datapoints, 4106U);
}

TEST_F(Intakes, AddOtherPointsUpBySeriesWhenThereAreTooManyStreams) {
  intake_.add_metrics(4096, points_of(gauge("m"), 0, 4096, 1));
  for (int i = 0; i < 3; ++i) intake_.add_metrics(10, points_of(gauge("n"), 0, 10, 1));
  auto total = intake_.take();
  EXPECT_EQ(total.left_out, 0U);
  const auto by_series = sums(total);
  EXPECT_EQ(by_series.size(), 4106U);
  EXPECT_EQ(by_series.at(4096), 3);
}

TEST_F(Intakes, DropSpansBeyondTheBudgetOfAllWorkers) {
  budget_.spans = 3;
  WorkerIntake other(1000, budget_);
  const std::vector<SpanRecord> two = {span_of(1, 0, 0, 0, 1), span_of(2, 1, 0, 0, 1)};
  intake_.add_spans(2, two);
  other.add_spans(2, two);
  EXPECT_EQ(intake_.take().spans.size(), 2U) << "which gives the budget back";
  other.add_spans(2, two);
  const auto total = other.take();
  EXPECT_EQ(total.counts.spans, 4U);
  EXPECT_EQ(total.spans.size(), 2U);
  EXPECT_EQ(total.dropped_spans, 2U);
  EXPECT_EQ(budget_.spans, 3);
}

TEST_F(Intakes, LeaveCumulativeHistogramsOutThatAreBeyondTheBudgetOfAllWorkers) {
  const std::vector<std::uint64_t> counts(10, 1);
  const auto request_of = [&](const char* name) -> const StagedMetrics& {
    request_.clear();
    request_.resource({});
    request_.metric(
        {.name = name, .kind = otlp::MetricKind::exponential_histogram, .temporality = Temporality::cumulative});
    request_.point(
        otlp::ExponentialHistogramPoint{.header = {.start_ns = 4000}, .count = 10, .positive = {.counts = counts}});
    return request_;
  };
  budget_.buckets = 25;
  WorkerIntake other(1000, budget_);
  intake_.add_metrics(1, request_of("a"));
  other.add_metrics(1, request_of("a"));
  intake_.add_metrics(1, request_of("a"));
  const auto total = intake_.take();
  EXPECT_EQ(total.left_out, 0U);
  EXPECT_EQ(total.streams.at(0).second.count(), 10);
  other.add_metrics(1, request_of("b"));
  const auto left = other.take();
  EXPECT_EQ(left.left_out, 1U) << "of before the first worker gave its budget back";
  EXPECT_EQ(budget_.buckets, 25);
}

TEST_F(Intakes, CountWhatManyThreadsSend) {
  constexpr int kThreads = 4;
  constexpr int kRequests = 500;
  const StagedMetrics& request = points_of(gauge("m"), 0, 3, 2);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < kRequests; ++j) {
          intake_.add_metrics(3, request);
          intake_.add_spans(1, {span_of(1, 0, 0, 0, 1)});
        }
      });
    }
  }
  auto total = intake_.take();
  EXPECT_EQ(total.counts.payloads, 2U * kThreads * kRequests);
  EXPECT_EQ(total.counts.datapoints, 3U * kThreads * kRequests);
  EXPECT_EQ(total.spans.size(), std::size_t{kThreads} * kRequests);
  const auto by_series = sums(total);
  EXPECT_EQ(by_series.at(0), 2.0 * kThreads * kRequests);
}

}  // namespace
}  // namespace perfbench::collector
