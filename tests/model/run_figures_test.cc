#include "model/run_figures.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>

namespace perfbench {
namespace {

using testing::ElementsAre;

std::vector<std::string> statistics_of(std::string_view summary_path) {
  std::vector<std::string> names;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    if (spec.summary_path != summary_path) continue;
    for (const StatName& stat : stat_names()) {
      if ((spec.stats & stat.stat) != 0) names.emplace_back(stat.name);
    }
  }
  return names;
}

TEST(RunFigures, EachHasItsOwnKeyAndItsOwnPlaceInTheSummary) {
  std::set<std::string_view> keys;
  std::set<std::string_view> paths;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    EXPECT_TRUE(keys.insert(spec.run_key).second) << spec.run_key;
    EXPECT_TRUE(paths.insert(spec.summary_path).second) << spec.summary_path;
  }
}

TEST(RunFigures, AMemberStandsTwiceOnlyInKilobytesAndMegabytes) {
  RunFigures probe;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    Measured& member = probe.*spec.member;
    if (!member) {
      member = spec.scale;
      continue;
    }
    EXPECT_EQ(*member, 1) << spec.run_key;
    EXPECT_EQ(spec.scale, 1.0 / 1024) << spec.run_key;
    EXPECT_EQ(spec.unit, Unit::megabytes) << spec.run_key;
  }
}

TEST(RunFigures, EveryMemberHasAPlaceInTheTable) {
  RunFigures probe;
  std::set<const Measured*> members;
  for (const RunFigureSpec& spec : run_figure_specs()) members.insert(&(probe.*spec.member));
  EXPECT_EQ(members.size(), sizeof(RunFigures) / sizeof(Measured));
}

TEST(RunFigures, StatisticsAreThoseOfTheSchemaWithP99BesideP95) {
  EXPECT_THAT(statistics_of("latency_ms"), ElementsAre("mean", "p50", "p95", "p99", "min", "max"));
  EXPECT_THAT(statistics_of("max_rss_mb"), ElementsAre("mean", "p50", "p95", "p99", "min", "max"));
  EXPECT_THAT(statistics_of("throughput_runs_per_sec"), ElementsAre("mean", "p50", "p95", "p99"));
  EXPECT_THAT(statistics_of("peak_open_fds"), ElementsAre("mean", "p50", "p95", "p99", "max"));
  EXPECT_THAT(statistics_of("process_tree_sampled.peak_tree_cpu_pct"), ElementsAre("mean", "p50", "p95", "p99", "max"));
  EXPECT_THAT(statistics_of("process_tree_sampled.mean_tree_cpu_pct"), ElementsAre("mean", "p50", "p95", "p99"));
  EXPECT_THAT(statistics_of("otel_turn_action_stream.turn_metric_points"),
              ElementsAre("mean", "p50", "p95", "p99", "total"));
}

TEST(RunFigures, WorkersFoldAsTheSchemaSays) {
  std::map<std::string_view, Fold> folds;
  for (const RunFigureSpec& spec : run_figure_specs()) folds.emplace(spec.run_key, spec.fold);
  EXPECT_EQ(folds.at("duration_ms"), Fold::window);
  EXPECT_EQ(folds.at("throughput_runs_per_sec"), Fold::window);
  for (const auto* key : {"user_cpu_sec", "system_cpu_sec", "cpu_pct", "sampled_mean_tree_cpu_pct", "build_cmd_ms",
                          "communicate_ms", "top_mean_rss_mb", "vmmap_mid_physical_footprint_mb"}) {
    EXPECT_EQ(folds.at(key), Fold::mean) << key;
  }
  for (const auto* key : {"max_rss_kb", "max_rss_mb", "voluntary_ctx_switches", "peak_open_fds",
                          "sampled_peak_tree_rss_kb", "top_peak_cpu_pct", "top_sample_count"}) {
    EXPECT_EQ(folds.at(key), Fold::max) << key;
  }
  EXPECT_EQ(folds.at("turn_metric_points"), Fold::sum);
}

}  // namespace
}  // namespace perfbench
