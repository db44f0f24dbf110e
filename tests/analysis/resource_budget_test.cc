#include "analysis/resource_budget.h"

#include <gtest/gtest.h>

#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

const FigureList kTimedSteps = {
    {&RunFigures::duration_ms, 200},    {&RunFigures::build_cmd_ms, 2},    {&RunFigures::spawn_proc_ms, 4},
    {&RunFigures::monitor_loop_ms, 10}, {&RunFigures::communicate_ms, 20}, {&RunFigures::parse_stats_ms, 14},
};

TEST(TimeBudget, AccountsForTheStepsInPercentOfTheWall) {
  const Summary summary = summarise(record_of({iteration_of(kTimedSteps)}), Plan{});
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.wall_mean_ms"), 200);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.observed_worker_step_mean_ms"), 50);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.unaccounted_time_mean_ms"), 150);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.build_cmd_share_pct"), 1);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.communicate_share_pct"), 10);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.unaccounted_share_pct"), 75);
}

TEST(TimeBudget, MayLeaveLessThanNothingUnaccounted) {
  FigureList steps = kTimedSteps;
  steps.front().second = 40;
  const Summary summary = summarise(record_of({iteration_of(steps)}), Plan{});
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.unaccounted_time_mean_ms"), -10);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.unaccounted_share_pct"), -25);
}

TEST(TimeBudget, ObservesNothingWhereAStepIsMissing) {
  FigureList steps = kTimedSteps;
  steps.pop_back();
  const Summary summary = summarise(record_of({iteration_of(steps)}), Plan{});
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.observed_worker_step_mean_ms"), std::nullopt);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.unaccounted_share_pct"), std::nullopt);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.parse_stats_share_pct"), std::nullopt);
  EXPECT_EQ(summary.value("resource_budget.time_budget_ms.spawn_proc_share_pct"), 2);
}

TEST(CpuBudget, UtilizationIsThePartOfTheWallSpentOnACore) {
  const Summary summary = summarise(
      record_of({iteration_of(
          {{&RunFigures::duration_ms, 500}, {&RunFigures::user_cpu_sec, 0.25}, {&RunFigures::system_cpu_sec, 0.125}})}),
      Plan{});
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.user_cpu_mean_sec"), 0.25);
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.system_cpu_mean_sec"), 0.125);
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.total_cpu_mean_sec"), 0.375);
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.cpu_core_utilization_pct"), 75);
}

TEST(CpuBudget, IsAbsentWithoutCpuTime) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::duration_ms, 500}})}), Plan{});
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.total_cpu_mean_sec"), std::nullopt);
  EXPECT_EQ(summary.value("resource_budget.cpu_budget.cpu_core_utilization_pct"), std::nullopt);
}

TEST(CpuBudget, HasNoUtilizationOfAnInstant) {
  FigureValues values = {{"latency_ms.mean", 0}, {"user_cpu_sec.mean", 1}, {"system_cpu_sec.mean", 1}};
  add_resource_budget(values, WorkerCounts{});
  EXPECT_EQ(values.at("resource_budget.cpu_budget.cpu_core_utilization_pct"), std::nullopt);
}

TEST(ProcessBudget, RepeatsTheSampledFigures) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::peak_open_fds, 5},
                                                             {&RunFigures::peak_direct_children, 2},
                                                             {&RunFigures::sampled_peak_tree_rss_kb, 2048},
                                                             {&RunFigures::sampled_peak_tree_cpu_pct, 150}})}),
                                    Plan{});
  EXPECT_EQ(summary.value("resource_budget.process_budget.peak_open_fds_mean"), 5);
  EXPECT_EQ(summary.value("resource_budget.process_budget.peak_direct_children_mean"), 2);
  EXPECT_EQ(summary.value("resource_budget.process_budget.sampled_peak_tree_rss_mean_kb"), 2048);
  EXPECT_EQ(summary.value("resource_budget.process_budget.sampled_peak_tree_rss_mean_mb"), 2);
  EXPECT_EQ(summary.value("resource_budget.process_budget.sampled_peak_tree_cpu_p95"), 150);
}

TEST(Stability, CountsWorkersNotIterations) {
  IterationRecord iteration = iteration_of({});
  iteration.workers = {worker_of(Exited{0}), worker_of(Exited{1}), worker_of(TimedOut{}), worker_of(Exited{124})};
  const Summary summary = summarise(record_of({iteration, iteration}), Plan{});
  EXPECT_EQ(summary.value("resource_budget.stability.total_runs"), 8);
  EXPECT_EQ(summary.value("resource_budget.stability.successful_runs_total"), 2);
  EXPECT_EQ(summary.value("resource_budget.stability.failed_runs_total"), 6);
  EXPECT_EQ(summary.value("resource_budget.stability.timeout_runs_total"), 2);
  EXPECT_EQ(summary.value("resource_budget.stability.failure_rate_pct"), 75);
  EXPECT_EQ(summary.value("resource_budget.stability.timeout_rate_pct"), 25);
}

TEST(Stability, OfNoWorkersHasNoRates) {
  const Summary summary = summarise(RunRecord{}, Plan{});
  EXPECT_EQ(summary.value("resource_budget.stability.total_runs"), 0);
  EXPECT_EQ(summary.value("resource_budget.stability.failure_rate_pct"), std::nullopt);
}

}  // namespace
}  // namespace perfbench
