#include "link/report.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <tuple>

namespace perfbench::link {
namespace {

using testing::ElementsAre;
using testing::Optional;
using testing::Pair;

Telemetry told(const Telemetry& telemetry) {
  const std::string line = to_line(telemetry);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "a report is one line";
  const auto read = read_report(line);
  if (read) return *read;
  ADD_FAILURE() << to_string(read.error());
  return {};
}

TEST(Report, OfNothingIsEmpty) {
  const Telemetry arrived = told({});
  EXPECT_TRUE(arrived.workers.empty() && arrived.metrics.empty() && arrived.series.empty() && arrived.phases.empty() &&
              arrived.tree.empty() && arrived.warnings.empty());
  EXPECT_EQ(arrived.span_coverage_pct, std::nullopt);
}

TEST(Report, TellsOfWorkers) {
  Telemetry telemetry;
  telemetry.workers = {{.batch = 2,
                        .worker = 1,
                        .payloads = 3,
                        .datapoints = std::numeric_limits<std::uint64_t>::max(),
                        .spans = 5,
                        .log_records = 6,
                        .signals = {{.points = 7, .value_sum = 0.1}},
                        .queue_cancel = {{"queue \"x\"", 9}}}};
  telemetry.span_coverage_pct = 97.5;
  const Telemetry arrived = told(telemetry);
  ASSERT_EQ(arrived.workers.size(), 1U);
  const WorkerTelemetry& worker = arrived.workers[0];
  EXPECT_EQ(worker.batch, 2);
  EXPECT_EQ(worker.worker, 1);
  EXPECT_EQ(worker.payloads, 3U);
  EXPECT_EQ(worker.datapoints, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(worker.spans, 5U);
  EXPECT_EQ(worker.log_records, 6U);
  ASSERT_EQ(worker.signals.size(), 1U);
  EXPECT_EQ(worker.signals[0].points, 7);
  EXPECT_EQ(worker.signals[0].value_sum, 0.1);
  EXPECT_THAT(worker.queue_cancel, ElementsAre(Pair("queue \"x\"", 9)));
  EXPECT_THAT(arrived.span_coverage_pct, Optional(97.5));
}

TEST(Report, TellsMetricsAndSeries) {
  Telemetry telemetry;
  telemetry.metrics = {{.name = "m",
                        .unit = "ms",
                        .kind = "gauge",
                        .points = 1,
                        .count = 2,
                        .sum = 3.0,
                        .mean = 4.0,
                        .min = -5.0,
                        .max = 6.0,
                        .p50 = 7.0,
                        .p95 = 8.0,
                        .p99 = 9.0,
                        .interpolated = true},
                       {.name = "absent", .unit = "", .kind = "sum"}};
  telemetry.series = {
      {.name = "m", .attributes = {{"k", "v"}}, .points = 1, .count = 2, .sum = 3.0, .min = 4.0, .max = 5.0},
      {.name = "absent", .attributes = {}}};
  const Telemetry arrived = told(telemetry);
  ASSERT_EQ(arrived.metrics.size(), 2U);
  const MetricFigures& metric = arrived.metrics[0];
  EXPECT_EQ(std::tie(metric.name, metric.unit, metric.kind), std::make_tuple("m", "ms", "gauge"));
  EXPECT_EQ(std::tie(metric.points, metric.count, metric.interpolated), std::make_tuple(1.0, 2.0, true));
  EXPECT_EQ(std::tie(metric.sum, metric.mean, metric.min, metric.max), std::make_tuple(3.0, 4.0, -5.0, 6.0));
  EXPECT_EQ(std::tie(metric.p50, metric.p95, metric.p99), std::make_tuple(7.0, 8.0, 9.0));
  EXPECT_EQ(arrived.metrics[1].sum, std::nullopt);
  EXPECT_EQ(arrived.metrics[1].p99, std::nullopt);
  ASSERT_EQ(arrived.series.size(), 2U);
  EXPECT_THAT(arrived.series[0].attributes, ElementsAre(Pair("k", "v")));
  EXPECT_EQ(std::tie(arrived.series[0].sum, arrived.series[0].min, arrived.series[0].max),
            std::make_tuple(3.0, 4.0, 5.0));
  EXPECT_EQ(arrived.series[1].sum, std::nullopt);
}

TEST(Report, TellsPhasesTreeAndWarnings) {
  Telemetry telemetry;
  telemetry.phases = {{.name = "p",
                       .count = 1,
                       .total_ms = 2,
                       .self_ms = 3,
                       .p50_ms = 4.0,
                       .p95_ms = 5.0,
                       .p99_ms = 6.0,
                       .coverage_pct = 7.0},
                      {.name = "q"}};
  telemetry.tree = {{.name = "p", .depth = 0, .count = 1, .total_ms = 2, .self_ms = 3}, {.name = "q", .depth = 1}};
  telemetry.warnings = {{"code", "message", "advice"}};
  const Telemetry arrived = told(telemetry);
  ASSERT_EQ(arrived.phases.size(), 2U);
  const PhaseFigures& phase = arrived.phases[0];
  EXPECT_EQ(std::tie(phase.name, phase.count, phase.total_ms, phase.self_ms), std::make_tuple("p", 1.0, 2.0, 3.0));
  EXPECT_EQ(std::tie(phase.p50_ms, phase.p95_ms, phase.p99_ms, phase.coverage_pct),
            std::make_tuple(4.0, 5.0, 6.0, 7.0));
  EXPECT_EQ(arrived.phases[1].coverage_pct, std::nullopt);
  ASSERT_EQ(arrived.tree.size(), 2U);
  EXPECT_EQ(arrived.tree[1].depth, 1);
  EXPECT_EQ(arrived.tree[0].self_ms, 3);
  ASSERT_EQ(arrived.warnings.size(), 1U);
  EXPECT_EQ(arrived.warnings[0].advice, "advice");
}

// JSON has no infinities.
TEST(Report, WithFiguresThatAreNoNumbersIsReadWithoutThem) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Telemetry telemetry;
  telemetry.metrics = {{.name = "m", .unit = "", .kind = "sum", .sum = kInfinity, .max = std::nan("")}};
  const Telemetry arrived = told(telemetry);
  ASSERT_EQ(arrived.metrics.size(), 1U);
  EXPECT_EQ(arrived.metrics[0].sum, std::nullopt);
  EXPECT_EQ(arrived.metrics[0].max, std::nullopt);
}

TEST(Report, HoldsAnyBytesInItsNames) {
  Telemetry telemetry;
  telemetry.metrics = {{.name = "a\n\xff", .unit = "", .kind = "sum"}};
  EXPECT_EQ(told(telemetry).metrics.at(0).name, "a\n\uFFFD");
}

TEST(Report, ThatIsNoneIsAnError) {
  const std::string good = to_line(Telemetry());
  for (const std::string& line :
       {std::string(), std::string("{}\n"), std::string("[]"), std::string("null"), std::string("\xff"),
        good.substr(0, good.size() / 2), good + good, std::string(100'000, '['),
        std::string(R"({"workers":{},"metrics":[],"series":[],"phases":[],"tree":[],"warnings":[7]})"),
        std::string(R"({"workers":[{}],"metrics":[],"series":[],"phases":[],"tree":[],"warnings":[]})")}) {
    const auto read = read_report(line);
    ASSERT_FALSE(read) << line.substr(0, 100);
    EXPECT_EQ(read.error().kind, ErrorKind::harness);
  }
}

}  // namespace
}  // namespace perfbench::link
