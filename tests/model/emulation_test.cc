#include "model/emulation.h"

#include <gtest/gtest.h>

#include "model/figure_catalogue.h"

namespace perfbench {
namespace {

SlaRule rule_on(const std::string& name) {
  const FigureSpec figure = find_figure(parse_figure_path(name).value()).value();
  SlaRule rule;
  rule.path = figure.path;
  rule.unit = figure.unit;
  rule.probe = figure.probe;
  return rule;
}

WorkerPlan emulated() {
  WorkerPlan worker;
  worker.emulator = {"qemu-arm"};
  return worker;
}

TEST(Emulation, GatesHowWorkersEndedAndWhatTheyCounted) {
  for (const char* name :
       {"failed_runs_total", "successful_runs_total", "resource_budget.stability.failure_rate_pct",
        "resource_budget.stability.timeout_runs_total", "otel_turn_action_stream.turn_metric_points.total",
        "metric_datapoints_total", "queue_cancel_metrics[\"a.b\"]"}) {
    EXPECT_TRUE(is_gated(rule_on(name), emulated())) << name;
  }
}

TEST(Emulation, GatesNoFigureThatHoldsTheEmulatorsOwn) {
  for (const char* name :
       {"latency_ms.p95", "run_queue_wait_ms.max", "throughput_runs_per_sec.mean", "user_cpu_sec.mean", "cpu_pct.mean",
        "max_rss_mb.max", "peak_open_fds.max", "peak_direct_children.max", "voluntary_ctx_switches.mean",
        "process_tree_sampled.peak_tree_rss_mb.max", "worker_step_timings_ms.spawn_proc.p95",
        "resource_budget.time_budget_ms.wall_mean_ms", "resource_budget.cpu_budget.cpu_core_utilization_pct",
        "top_attach.peak_cpu_pct.mean", "otel_turn_action_stream.turn_metric_value_sum.mean"}) {
    EXPECT_FALSE(is_gated(rule_on(name), emulated())) << name;
  }
}

TEST(Emulation, LeavesEveryRuleOfAnOrdinaryRunGated) {
  for (const FigureSpec& figure : figure_catalogue()) {
    EXPECT_TRUE(is_gated(rule_on(to_string(figure.path)), WorkerPlan{})) << to_string(figure.path);
  }
}

}  // namespace
}  // namespace perfbench
