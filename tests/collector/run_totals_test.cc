#include "collector/run_totals.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <regex>

#include "collector/staged_spans.h"
#include "model/signal_groups.h"
#include "requests.h"
#include "spans.h"

namespace perfbench::collector {
namespace {

using otlp::Temporality;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

class Totals : public testing::Test {
 protected:
  Sender& worker(int batch, int number) {
    senders_.push_back(std::unique_ptr<Sender>(new Sender{
        .batch = batch, .worker = number, .measured = true, .prefix = "", .token = "", .intake = {1000, budget_}}));
    return *senders_.back();
  }

  template <class Point>
  void send(Sender& from, const otlp::Metric& metric, std::vector<Point> points, const Sent& attributes = {}) {
    request_.clear();
    request_.resource({});
    request_.metric(metric);
    for (Point& point : points) {
      point.header.attributes = attributes.view();
      request_.point(point);
    }
    from.intake.add_metrics(points.size(), request_);
  }

  Telemetry telemetry_of(const std::vector<Sender*>& workers, const std::vector<SignalGroup>& groups = {},
                         const link::KeptWorker& life = {}) {
    RunTotals totals(groups, registry_, names_);
    for (Sender* one : workers) totals.add(*one, life);
    return totals.telemetry();
  }

  SeriesRegistry registry_{10};
  SpanNames names_;
  StagedMetrics request_{registry_};
  IntakeBudget budget_;
  std::vector<std::unique_ptr<Sender>> senders_;
};

std::vector<std::string> codes_of(const std::vector<Warning>& warnings) {
  std::vector<std::string> codes;
  for (const Warning& warning : warnings) codes.push_back(warning.code);
  return codes;
}

TEST_F(Totals, KeepWorkersApart) {
  Sender& first = worker(1, 0);
  Sender& second = worker(1, 1);
  worker(2, 0);
  send(first, gauge("m"), std::vector{number(1), number(2)});
  second.intake.add_logs(4);
  const Telemetry telemetry = telemetry_of({&first, &second, senders_[2].get()});
  ASSERT_EQ(telemetry.workers.size(), 2U) << "who sent nothing is not there";
  EXPECT_EQ(telemetry.workers[0].batch, 1);
  EXPECT_EQ(telemetry.workers[0].datapoints, 2U);
  EXPECT_EQ(telemetry.workers[0].payloads, 1U);
  EXPECT_EQ(telemetry.workers[1].worker, 1);
  EXPECT_EQ(telemetry.workers[1].log_records, 4U);
  EXPECT_THAT(telemetry.warnings, IsEmpty());
}

TEST_F(Totals, AddMetricsUpOverWorkersAndAttributes) {
  Sender& first = worker(0, 0);
  Sender& second = worker(1, 0);
  otlp::Metric metric = gauge("b");
  metric.unit = "ms";
  send(first, metric, std::vector{number(1), number(2)}, {{"k", "1"}});
  send(second, metric, std::vector{number(6)}, {{"k", "2"}});
  send(second, gauge("a"), std::vector{number(0)});
  const Telemetry telemetry = telemetry_of({&first, &second});
  ASSERT_EQ(telemetry.metrics.size(), 2U);
  EXPECT_EQ(telemetry.metrics[0].name, "a");
  const MetricFigures& b = telemetry.metrics[1];
  EXPECT_EQ(b.unit, "ms");
  EXPECT_EQ(b.kind, "gauge");
  EXPECT_EQ(b.points, 3);
  EXPECT_THAT(b.sum, Optional(DoubleEq(9)));
  EXPECT_THAT(b.mean, Optional(DoubleEq(3)));
  EXPECT_THAT(b.min, Optional(1));
  EXPECT_THAT(b.max, Optional(6));
  EXPECT_THAT(b.p50, Optional(DoubleEq(2)));
  EXPECT_FALSE(b.interpolated);
  ASSERT_EQ(telemetry.series.size(), 3U);
  EXPECT_EQ(telemetry.series[0].name, "a");
  EXPECT_THAT(telemetry.series[1].attributes, ElementsAre(Pair("k", "1")));
  EXPECT_EQ(telemetry.series[1].points, 2);
  EXPECT_THAT(telemetry.series[2].sum, Optional(DoubleEq(6)));
}

TEST_F(Totals, NameEveryKind) {
  Sender& from = worker(0, 0);
  send(from, gauge("1"), std::vector{number(1)});
  send(from, sum("2", Temporality::delta), std::vector{number(1)});
  send(from, histogram("3", Temporality::delta), std::vector{otlp::HistogramPoint()});
  send(from, {.name = "4", .kind = otlp::MetricKind::exponential_histogram},
       std::vector{otlp::ExponentialHistogramPoint()});
  send(from, {.name = "5", .kind = otlp::MetricKind::summary}, std::vector{otlp::SummaryPoint()});
  std::vector<std::string> kinds;
  for (const MetricFigures& metric : telemetry_of({&from}).metrics) kinds.push_back(metric.kind);
  EXPECT_THAT(kinds, ElementsAre("gauge", "sum", "histogram", "exponential_histogram", "summary"));
}

TEST_F(Totals, CountPointsAndValuesOfEachGroupThatMatches) {
  Sender& from = worker(0, 0);
  send(from, gauge("turn.duration"), std::vector{number(5), number(6)});
  send(from, gauge("Codex.Turn.tool.latency"), std::vector{number(1)});  // of two groups, in any case
  send(from, gauge("unrelated"), std::vector{number(100)});
  const Telemetry telemetry = telemetry_of({&from}, builtin_signal_groups());
  ASSERT_EQ(telemetry.workers.size(), 1U);
  const auto& signals = telemetry.workers[0].signals;  // turn, action, stream
  ASSERT_EQ(signals.size(), 3U);
  EXPECT_EQ(signals[0].points, 3);
  EXPECT_EQ(signals[0].value_sum, 12);
  EXPECT_EQ(signals[1].points, 1);
  EXPECT_EQ(signals[1].value_sum, 1);
  EXPECT_EQ(signals[2].points, 0);
}

TEST_F(Totals, MatchTheBuiltInGroupsAsDocumented) {
  struct NamedGroups {
    const char* name;
    std::vector<int> groups;
  };
  const std::vector<NamedGroups> names = {
      {"turn_latency_ms", {0}},       {"duration.turn", {}},        {"my.codex.turn.x", {0}}, {"codexXturn", {}},
      {"exec_command.duration", {1}}, {"apply_patch_latency", {1}}, {"search.count", {}},     {"codex.tool", {1}},
      {"stream.items", {2}},          {"first_token_ms", {2}},      {"TTFB.LATENCY", {2}},    {"chunk.bytes", {}}};
  for (const NamedGroups& expected : names) {
    Sender& from = worker(0, 0);
    SeriesRegistry registry(10);
    StagedMetrics request(registry);
    request.resource({});
    request.metric(gauge(expected.name));
    request.point(number(1));
    from.intake.add_metrics(1, request);
    RunTotals totals(builtin_signal_groups(), registry, names_);
    totals.add(from, {});
    const auto signals = totals.telemetry().workers.front().signals;
    std::vector<int> groups;
    for (int i = 0; i < 3; ++i) {
      if (signals[static_cast<std::size_t>(i)].points > 0) groups.push_back(i);
    }
    EXPECT_EQ(groups, expected.groups) << expected.name;
  }
}

TEST_F(Totals, RefuseAPatternThatIsNone) { EXPECT_THROW(RunTotals({{"g", "("}}, registry_, names_), std::regex_error); }

// The count of a histogram's points, and 1 of a point that has none.
TEST_F(Totals, CountQueuesAndCancellations) {
  Sender& from = worker(0, 0);
  send(from, gauge("Queue.length"), std::vector{number(50), number(60)});
  send(from, sum("requests.CANCELLED", Temporality::delta), std::vector{number(7)}, {{"k", "1"}});
  send(from, sum("requests.CANCELLED", Temporality::delta), std::vector{number(7)}, {{"k", "2"}});
  send(from, histogram("queued_ms", Temporality::delta),
       std::vector{otlp::HistogramPoint{.count = 12, .sum = 3.0}, otlp::HistogramPoint{.count = 3, .sum = 3.0}});
  send(from, gauge("interrupts"), std::vector{number(0)});
  send(from, gauge("aborted"), std::vector{number(0)});
  send(from, gauge("que"), std::vector{number(0)});
  const auto counts = telemetry_of({&from}).workers.front().queue_cancel;
  EXPECT_THAT(counts, ElementsAre(Pair("Queue.length", 2), Pair("aborted", 1), Pair("interrupts", 1),
                                  Pair("queued_ms", 15), Pair("requests.CANCELLED", 2)));
}

TEST_F(Totals, TellPhasesTheirTreeAndCoverage) {
  Sender& from = worker(0, 0);
  const std::uint32_t request = names_.find("request");
  const std::uint32_t query = names_.find("query");
  from.intake.add_spans(2, {span_of(1, 0, request, 0, 80), span_of(2, 1, query, 10, 50)});
  const Telemetry telemetry = telemetry_of(
      {&from}, {}, link::KeptWorker{.start_ns = 0, .spawned_ns = 0, .end_ns = 100'000'000, .drained_ns = 100'000'000});
  ASSERT_EQ(telemetry.phases.size(), 2U);
  EXPECT_EQ(telemetry.phases[0].total_ms + telemetry.phases[1].total_ms, 120);
  ASSERT_EQ(telemetry.tree.size(), 2U);
  EXPECT_EQ(telemetry.tree[0].name, "request");
  EXPECT_EQ(telemetry.tree[1].name, "query");
  EXPECT_EQ(telemetry.tree[1].depth, 1);
  EXPECT_THAT(telemetry.span_coverage_pct, Optional(DoubleEq(80)));
}

TEST_F(Totals, HangTheWorkersSpansBelowTheHarnesssOwn) {
  Sender& from = worker(0, 0);
  from.trace_id = std::string(16, 't');
  from.span_id = "rootspan";
  const SpanRecord joined{.trace_key = trace_key_of(from.trace_id),
                          .span_id = 7,
                          .parent_id = span_number_of(from.span_id),
                          .name = names_.find("request"),
                          .start_ns = 20'000'000,
                          .end_ns = 60'000'000};
  from.intake.add_spans(1, {joined});
  const Telemetry telemetry = telemetry_of(
      {&from}, {},
      {.worker = 0, .start_ns = 0, .spawned_ns = 10'000'000, .end_ns = 80'000'000, .drained_ns = 100'000'000});
  std::vector<std::string> tree;
  for (const auto& node : telemetry.tree)
    tree.push_back(std::string(static_cast<std::size_t>(node.depth), ' ') + node.name);
  EXPECT_THAT(tree,
              testing::ElementsAre("perfbench.worker", " request", " perfbench.communicate", " perfbench.spawn_proc"));
  EXPECT_THAT(telemetry.span_coverage_pct, Optional(DoubleEq(50))) << "of the worker's own spans alone";
}

TEST_F(Totals, WithoutSpansTellNoCoverage) {
  Sender& from = worker(0, 0);
  send(from, gauge("m"), std::vector{number(1)});
  const Telemetry telemetry = telemetry_of(
      {&from}, {}, link::KeptWorker{.start_ns = 0, .spawned_ns = 0, .end_ns = 100'000'000, .drained_ns = 100'000'000});
  EXPECT_EQ(telemetry.span_coverage_pct, std::nullopt);
  EXPECT_THAT(telemetry.phases, IsEmpty());
}

TEST_F(Totals, WarnOfTooManySeries) {
  Sender& from = worker(0, 0);
  for (const char* value : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}) {
    send(from, gauge("m"), std::vector{number(1)}, {{"k", value}});
  }
  const Telemetry telemetry = telemetry_of({&from});
  EXPECT_THAT(codes_of(telemetry.warnings), ElementsAre("metric_series_bound"));
  EXPECT_THAT(telemetry.warnings[0].message, testing::HasSubstr("more than 10 series"));
  EXPECT_EQ(telemetry.metrics.at(0).points, 11) << "no point is lost to the metric";
}

TEST_F(Totals, WarnOfSpansThatWereDroppedSkewedOrTurnedRound) {
  Sender& dropped = worker(0, 0);
  budget_.spans = 0;
  dropped.intake.add_spans(1, {span_of(1, 0, 0, 0, 1)});
  budget_.spans = 10;
  Sender& skewed = worker(0, 1);
  skewed.intake.add_spans(2, {span_of(1, 0, 0, 5000, 5010), span_of(2, 0, 0, 5008, 5007)});
  const Telemetry telemetry =
      telemetry_of({&dropped, &skewed}, {},
                   link::KeptWorker{.start_ns = 0, .spawned_ns = 0, .end_ns = 100'000'000, .drained_ns = 100'000'000});
  EXPECT_THAT(codes_of(telemetry.warnings),
              testing::UnorderedElementsAre("spans_dropped", "clock_skew", "spans_end_before_they_begin"));
}

TEST_F(Totals, WarnOfTooManySpanNames) {
  Sender& from = worker(0, 0);
  for (int i = 0; i < 2001; ++i) names_.find(std::to_string(i));
  from.intake.add_spans(1, {span_of(1, 0, names_.find("x"), 0, 1)});
  EXPECT_THAT(codes_of(telemetry_of({&from}).warnings), ElementsAre("phase_names_bound"));
}

}  // namespace
}  // namespace perfbench::collector
