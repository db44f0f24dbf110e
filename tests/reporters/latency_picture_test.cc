#include "reporters/latency_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_results.h"

namespace perfbench {
namespace {

TEST(LatencyPicture, ShowsTheRunsIterationsInTheirOrder) {
  const RunResult result = samples::failing();
  const LatencyPlot plot = latency_plot_of(result);
  ASSERT_EQ(plot.durations_ms.size(), result.record.iterations.size());
  EXPECT_EQ(plot.durations_ms[1], result.record.iterations[1].figures.duration_ms);
  EXPECT_EQ(plot.p50_ms, result.summary.value("latency_ms.p50"));
  EXPECT_EQ(plot.p95_ms, result.summary.value("latency_ms.p95"));
}

TEST(LatencyPicture, ShowsNameWorkloadVerdictAndReason) {
  const LatencyPlot plot = latency_plot_of(samples::failing());
  EXPECT_EQ(plot.heading.title, "render");
  EXPECT_THAT(plot.heading.subtitle, testing::StartsWith("5 iterations, 1 warm-up"));
  EXPECT_THAT(plot.heading.subtitle, testing::EndsWith("; broken: failed_runs_total == 0"));
  EXPECT_EQ(plot.heading.verdict, "FAIL");
  EXPECT_EQ(plot.heading.tone, PlotTone::bad);
  EXPECT_EQ(latency_plot_of(samples::passing()).heading.tone, PlotTone::good);
}

TEST(LatencyPicture, HasALineForEachLimitOnTheLatency) {
  RunResult result = samples::passing();
  result.judgement.checks = {
      samples::check_of("", "latency_ms.p95", Comparison::less_equal, 250, Unit::milliseconds, 312.5),
      samples::check_of("", "latency_ms.min", Comparison::greater, 1, Unit::milliseconds, 2),
      samples::check_of("", "max_rss_mb.max", Comparison::less_equal, 64, Unit::megabytes, 6),
      samples::check_of("", "failed_runs_total", Comparison::equal, 0, Unit::count, 0)};
  const LatencyPlot plot = latency_plot_of(result);
  ASSERT_EQ(plot.lines.size(), 2u);
  EXPECT_EQ(plot.lines[0].label, "p95 <= 250 ms");
  EXPECT_EQ(plot.lines[0].value, 250);
  EXPECT_EQ(plot.lines[0].kind, PlotLine::Kind::broken_limit);
  EXPECT_EQ(plot.lines[1].label, "min > 1 ms");
  EXPECT_EQ(plot.lines[1].kind, PlotLine::Kind::kept_limit);
}

TEST(LatencyPicture, ARuleThatTheRunIsNotJudgedByHasNoLine) {
  RunResult result = samples::passing();
  result.judgement.checks = {
      samples::check_of("", "latency_ms.p95", Comparison::less_equal, 250, Unit::milliseconds, 312.5)};
  result.judgement.checks[0].status = CheckStatus::not_gated;
  EXPECT_TRUE(latency_plot_of(result).lines.empty());
}

}  // namespace
}  // namespace perfbench
