#include "analysis/resource_budget.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace perfbench {

namespace {

constexpr double kMillisecondsPerSecond = 1000;
constexpr std::array<std::string_view, 5> kSteps = {"build_cmd", "spawn_proc", "monitor_loop", "communicate",
                                                    "parse_stats"};

Measured value_of(const FigureValues& values, std::string_view path) {
  const auto found = values.find(path);
  return found == values.end() ? Measured{} : found->second;
}

Measured sum(const Measured& a, const Measured& b) { return a && b ? Measured(*a + *b) : Measured{}; }

Measured difference(const Measured& a, const Measured& b) { return a && b ? Measured(*a - *b) : Measured{}; }

Measured percent_of(const Measured& part, const Measured& whole) {
  if (!part || !whole || *whole == 0) return std::nullopt;
  return 100 * *part / *whole;
}

class Budget {
 public:
  Budget(FigureValues& values, std::string_view name) : values_(values), prefix_("resource_budget.") {
    prefix_ += name;
    prefix_ += '.';
  }

  void set(std::string_view key, const Measured& value) { values_[prefix_ + std::string(key)] = value; }

 private:
  FigureValues& values_;
  std::string prefix_;
};

void add_time_budget(FigureValues& values) {
  Budget budget(values, "time_budget_ms");
  const Measured wall = value_of(values, "latency_ms.mean");
  Measured observed = 0;
  for (const std::string_view step : kSteps) {
    const Measured spent = value_of(values, "worker_step_timings_ms." + std::string(step) + ".mean");
    observed = sum(observed, spent);
    budget.set(std::string(step) + "_share_pct", percent_of(spent, wall));
  }
  const Measured unaccounted = difference(wall, observed);
  budget.set("wall_mean_ms", wall);
  budget.set("observed_worker_step_mean_ms", observed);
  budget.set("unaccounted_time_mean_ms", unaccounted);
  budget.set("unaccounted_share_pct", percent_of(unaccounted, wall));
}

// Per worker: the means are over the workers, so that at full use of one core by each of them the utilization is 100 %.
void add_cpu_budget(FigureValues& values) {
  Budget budget(values, "cpu_budget");
  const Measured user = value_of(values, "user_cpu_sec.mean");
  const Measured system = value_of(values, "system_cpu_sec.mean");
  const Measured total = sum(user, system);
  const Measured wall_ms = value_of(values, "latency_ms.mean");
  budget.set("user_cpu_mean_sec", user);
  budget.set("system_cpu_mean_sec", system);
  budget.set("total_cpu_mean_sec", total);
  budget.set("cpu_core_utilization_pct",
             percent_of(total, wall_ms ? Measured(*wall_ms / kMillisecondsPerSecond) : Measured{}));
}

void add_process_budget(FigureValues& values) {
  Budget budget(values, "process_budget");
  budget.set("peak_open_fds_mean", value_of(values, "peak_open_fds.mean"));
  budget.set("peak_direct_children_mean", value_of(values, "peak_direct_children.mean"));
  budget.set("sampled_peak_tree_rss_mean_kb", value_of(values, "process_tree_sampled.peak_tree_rss_kb.mean"));
  budget.set("sampled_peak_tree_rss_mean_mb", value_of(values, "process_tree_sampled.peak_tree_rss_mb.mean"));
  budget.set("sampled_peak_tree_cpu_p95", value_of(values, "process_tree_sampled.peak_tree_cpu_pct.p95"));
}

void add_stability(FigureValues& values, const WorkerCounts& workers) {
  Budget budget(values, "stability");
  budget.set("total_runs", workers.total);
  budget.set("successful_runs_total", workers.successful);
  budget.set("failed_runs_total", workers.failed());
  budget.set("timeout_runs_total", workers.timed_out);
  budget.set("failure_rate_pct", percent_of(workers.failed(), workers.total));
  budget.set("timeout_rate_pct", percent_of(workers.timed_out, workers.total));
}

}  // namespace

WorkerCounts count_workers(const RunRecord& record) {
  WorkerCounts counts;
  for (const IterationRecord& iteration : record.iterations) {
    counts.total += static_cast<int>(iteration.workers.size());
    counts.successful += successful_workers(iteration);
    counts.timed_out += static_cast<int>(
        std::ranges::count_if(iteration.workers, [](const WorkerRecord& worker) { return timed_out(worker.outcome); }));
  }
  return counts;
}

void add_resource_budget(FigureValues& values, const WorkerCounts& workers) {
  add_time_budget(values);
  add_cpu_budget(values);
  add_process_budget(values);
  add_stability(values, workers);
}

}  // namespace perfbench
