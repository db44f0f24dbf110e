#include "model/figure_catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace perfbench {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

FigurePath path_of(const std::string& text) { return parse_figure_path(text).value(); }

std::ptrdiff_t position_of(const std::string& text) {
  const auto known = figure_catalogue();
  return std::ranges::find(known, path_of(text), &FigureSpec::path) - known.begin();
}

TEST(FigureCatalogue, NamesEveryFigureOnce) {
  std::set<FigurePath> paths;
  for (const FigureSpec& known : figure_catalogue()) {
    EXPECT_TRUE(paths.insert(known.path).second) << to_string(known.path);
  }
}

TEST(FigureCatalogue, HasNoFigureThatIsAlsoAnObject) {
  std::set<FigurePath> paths;
  for (const FigureSpec& known : figure_catalogue()) paths.insert(known.path);
  for (FigurePath path : paths) {
    const std::string name = to_string(path);
    for (path.segments.pop_back(); !path.segments.empty(); path.segments.pop_back()) {
      EXPECT_FALSE(paths.contains(path)) << name;
    }
  }
}

TEST(FigureCatalogue, HasAP99BesideEveryP95) {
  for (const FigureSpec& known : figure_catalogue()) {
    if (known.path.segments.back() != "p95") continue;
    FigurePath p99 = known.path;
    p99.segments.back() = "p99";
    EXPECT_TRUE(find_figure(p99)) << to_string(p99);
  }
}

TEST(FigureCatalogue, KnowsUnitAndProbe) {
  const auto latency = find_figure(path_of("latency_ms.p95"));
  ASSERT_TRUE(latency);
  EXPECT_EQ(latency->unit, Unit::milliseconds);
  EXPECT_EQ(latency->probe, Probe::always);
  EXPECT_FALSE(latency->integer);
  const auto rss = find_figure(path_of("process_tree_sampled.peak_tree_rss_kb.max"));
  ASSERT_TRUE(rss);
  EXPECT_EQ(rss->unit, Unit::kilobytes);
  EXPECT_EQ(rss->probe, Probe::tree_sampling);
  EXPECT_EQ(find_figure(path_of("top_attach.peak_cpu_pct.p95"))->probe, Probe::attach_sampling);
  EXPECT_EQ(find_figure(path_of("xctrace.trace_count"))->probe, Probe::hotspots);
  EXPECT_EQ(find_figure(path_of("resource_budget.process_budget.peak_open_fds_mean"))->probe, Probe::monitor);
}

TEST(FigureCatalogue, TotalsAreIntegers) {
  for (const auto* name :
       {"failed_runs_total", "successful_runs_total", "otel_payloads_total", "xctrace.trace_count",
        "otel_turn_action_stream.turn_metric_points.total", "resource_budget.stability.total_runs"}) {
    EXPECT_TRUE(find_figure(path_of(name)).value().integer) << name;
  }
}

TEST(FigureCatalogue, StandsInTheOrderOfTheSchema) {
  EXPECT_EQ(position_of("latency_ms.mean"), 0);
  EXPECT_LT(position_of("max_rss_kb.mean"), position_of("user_cpu_sec.mean"));
  EXPECT_LT(position_of("worker_step_timings_ms.parse_stats.p99"),
            position_of("resource_budget.time_budget_ms.wall_mean_ms"));
  EXPECT_LT(position_of("resource_budget.stability.timeout_rate_pct"), position_of("top_attach.sample_count.mean"));
  EXPECT_LT(position_of("otel_turn_action_stream.stream_metric_value_sum.p95"), position_of("failed_runs_total"));
}

TEST(FindFigure, DoesNotKnowObjectsAndMisspeltNames) {
  for (const auto* name : {"latency_ms", "latency_ms.p96", "latency_ms.p95.mean", "summary",
                           "throughput_runs_per_sec.max", "queue_cancel_metrics"}) {
    EXPECT_FALSE(find_figure(path_of(name))) << name;
  }
}

TEST(FindFigure, KnowsAnyNameBelowAnOpenObject) {
  const auto wait = find_figure(path_of(R"(queue_cancel_metrics["queue.wait"])"));
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->unit, Unit::count);
  EXPECT_EQ(wait->probe, Probe::telemetry);
  EXPECT_FALSE(find_figure(path_of("queue_cancel_metrics.a.b")));
}

TEST(NearestFigures, FindMisspeltNames) {
  EXPECT_EQ(nearest_figures(path_of("latency_ms.p96")).front(), "latency_ms.p95");
  EXPECT_EQ(nearest_figures(path_of("max_rs_mb.max")).front(), "max_rss_mb.max");
  EXPECT_EQ(nearest_figures(path_of("failed_run_total")).front(), "failed_runs_total");
  EXPECT_THAT(nearest_figures(path_of("latency.p95")), Contains("latency_ms.p95"));
}

TEST(NearestFigures, AreAtMostAsManyAsAskedFor) {
  EXPECT_THAT(nearest_figures(path_of("x")), SizeIs(3));
  EXPECT_THAT(nearest_figures(path_of("latency_ms.mean"), 1), ElementsAre("latency_ms.mean"));
}

}  // namespace
}  // namespace perfbench
