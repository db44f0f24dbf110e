#include "model/run_figures.h"

#include <algorithm>
#include <array>
#include <vector>

namespace perfbench {

namespace {

constexpr double kKbToMb = 1.0 / 1024;
constexpr unsigned kRange = kMin | kMax;
constexpr bool kAddition = true;
using F = RunFigures;

constexpr std::array kSpecs = {
    RunFigureSpec{"duration_ms", "latency_ms", &F::duration_ms, 1, Unit::milliseconds, kCore | kRange, Fold::window,
                  Probe::always},
    RunFigureSpec{"throughput_runs_per_sec", "throughput_runs_per_sec", &F::throughput_runs_per_sec, 1,
                  Unit::runs_per_second, kCore, Fold::window, Probe::always},
    RunFigureSpec{"max_rss_kb", "max_rss_kb", &F::max_rss_kb, 1, Unit::kilobytes, kCore | kRange, Fold::max,
                  Probe::always},
    RunFigureSpec{"max_rss_mb", "max_rss_mb", &F::max_rss_kb, kKbToMb, Unit::megabytes, kCore | kRange, Fold::max,
                  Probe::always},
    RunFigureSpec{"user_cpu_sec", "user_cpu_sec", &F::user_cpu_sec, 1, Unit::seconds, kCore, Fold::mean, Probe::always},
    RunFigureSpec{"system_cpu_sec", "system_cpu_sec", &F::system_cpu_sec, 1, Unit::seconds, kCore, Fold::mean,
                  Probe::always},
    RunFigureSpec{"cpu_pct", "cpu_pct", &F::cpu_pct, 1, Unit::percent, kCore, Fold::mean, Probe::always},
    RunFigureSpec{"voluntary_ctx_switches", "voluntary_ctx_switches", &F::voluntary_ctx_switches, 1, Unit::count, kCore,
                  Fold::max, Probe::always},
    RunFigureSpec{"involuntary_ctx_switches", "involuntary_ctx_switches", &F::involuntary_ctx_switches, 1, Unit::count,
                  kCore, Fold::max, Probe::always},
    RunFigureSpec{"run_queue_wait_ms", "run_queue_wait_ms", &F::run_queue_wait_ms, 1, Unit::milliseconds, kCore | kMax,
                  Fold::max, Probe::scheduler},
    RunFigureSpec{"peak_open_fds", "peak_open_fds", &F::peak_open_fds, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::monitor},
    RunFigureSpec{"peak_direct_children", "peak_direct_children", &F::peak_direct_children, 1, Unit::count,
                  kCore | kMax, Fold::max, Probe::monitor},
    RunFigureSpec{"sampled_peak_tree_rss_kb", "process_tree_sampled.peak_tree_rss_kb", &F::sampled_peak_tree_rss_kb, 1,
                  Unit::kilobytes, kCore | kMax, Fold::max, Probe::tree_sampling},
    RunFigureSpec{"sampled_peak_tree_rss_mb", "process_tree_sampled.peak_tree_rss_mb", &F::sampled_peak_tree_rss_kb,
                  kKbToMb, Unit::megabytes, kCore | kMax, Fold::max, Probe::tree_sampling},
    RunFigureSpec{"sampled_peak_tree_cpu_pct", "process_tree_sampled.peak_tree_cpu_pct", &F::sampled_peak_tree_cpu_pct,
                  1, Unit::percent, kCore | kMax, Fold::max, Probe::tree_sampling},
    RunFigureSpec{"sampled_mean_tree_cpu_pct", "process_tree_sampled.mean_tree_cpu_pct", &F::sampled_mean_tree_cpu_pct,
                  1, Unit::percent, kCore, Fold::mean, Probe::tree_sampling},
    RunFigureSpec{"build_cmd_ms", "worker_step_timings_ms.build_cmd", &F::build_cmd_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::step_timings},
    RunFigureSpec{"spawn_proc_ms", "worker_step_timings_ms.spawn_proc", &F::spawn_proc_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::step_timings},
    RunFigureSpec{"monitor_loop_ms", "worker_step_timings_ms.monitor_loop", &F::monitor_loop_ms, 1, Unit::milliseconds,
                  kCore, Fold::mean, Probe::step_timings},
    RunFigureSpec{"communicate_ms", "worker_step_timings_ms.communicate", &F::communicate_ms, 1, Unit::milliseconds,
                  kCore, Fold::mean, Probe::step_timings},
    RunFigureSpec{"parse_stats_ms", "worker_step_timings_ms.parse_stats", &F::parse_stats_ms, 1, Unit::milliseconds,
                  kCore, Fold::mean, Probe::step_timings},
    RunFigureSpec{"top_sample_count", "top_attach.sample_count", &F::top_sample_count, 1, Unit::count, kCore, Fold::max,
                  Probe::attach_sampling},
    RunFigureSpec{"top_peak_rss_mb", "top_attach.peak_rss_mb", &F::top_peak_rss_mb, 1, Unit::megabytes, kCore | kMax,
                  Fold::max, Probe::attach_sampling},
    RunFigureSpec{"top_mean_rss_mb", "top_attach.mean_rss_mb", &F::top_mean_rss_mb, 1, Unit::megabytes, kCore,
                  Fold::mean, Probe::attach_sampling},
    RunFigureSpec{"top_peak_cpu_pct", "top_attach.peak_cpu_pct", &F::top_peak_cpu_pct, 1, Unit::percent, kCore | kMax,
                  Fold::max, Probe::attach_sampling},
    RunFigureSpec{"top_mean_cpu_pct", "top_attach.mean_cpu_pct", &F::top_mean_cpu_pct, 1, Unit::percent, kCore,
                  Fold::mean, Probe::attach_sampling},
    RunFigureSpec{"vmmap_start_physical_footprint_mb", "vmmap_snapshots.start_physical_footprint_mb",
                  &F::vmmap_start_physical_footprint_mb, 1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots},
    RunFigureSpec{"vmmap_mid_physical_footprint_mb", "vmmap_snapshots.mid_physical_footprint_mb",
                  &F::vmmap_mid_physical_footprint_mb, 1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots},
    RunFigureSpec{"vmmap_end_physical_footprint_mb", "vmmap_snapshots.end_physical_footprint_mb",
                  &F::vmmap_end_physical_footprint_mb, 1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots},
    RunFigureSpec{"otel_payload_count", "otel_payloads_total", &F::otel_payload_count, 1, Unit::count, 0, Fold::sum,
                  Probe::telemetry},
    RunFigureSpec{"metric_datapoint_count", "metric_datapoints_total", &F::metric_datapoint_count, 1, Unit::count, 0,
                  Fold::sum, Probe::telemetry},
    RunFigureSpec{"turn_metric_points", "otel_turn_action_stream.turn_metric_points", &F::turn_metric_points, 1,
                  Unit::count, kCore | kTotal, Fold::sum, Probe::telemetry},
    RunFigureSpec{"action_metric_points", "otel_turn_action_stream.action_metric_points", &F::action_metric_points, 1,
                  Unit::count, kCore | kTotal, Fold::sum, Probe::telemetry},
    RunFigureSpec{"stream_metric_points", "otel_turn_action_stream.stream_metric_points", &F::stream_metric_points, 1,
                  Unit::count, kCore | kTotal, Fold::sum, Probe::telemetry},
    RunFigureSpec{"turn_metric_value_sum", "otel_turn_action_stream.turn_metric_value_sum", &F::turn_metric_value_sum,
                  1, Unit::none, kCore, Fold::sum, Probe::telemetry},
    RunFigureSpec{"action_metric_value_sum", "otel_turn_action_stream.action_metric_value_sum",
                  &F::action_metric_value_sum, 1, Unit::none, kCore, Fold::sum, Probe::telemetry},
    RunFigureSpec{"stream_metric_value_sum", "otel_turn_action_stream.stream_metric_value_sum",
                  &F::stream_metric_value_sum, 1, Unit::none, kCore, Fold::sum, Probe::telemetry},
    RunFigureSpec{"on_cpu_ms", "scheduling.on_cpu_ms", &F::on_cpu_ms, 1, Unit::milliseconds, kCore, Fold::mean,
                  Probe::scheduler, kAddition},
    RunFigureSpec{"blocked_ms", "scheduling.blocked_ms", &F::blocked_ms, 1, Unit::milliseconds, kCore, Fold::mean,
                  Probe::scheduler, kAddition},
    RunFigureSpec{"io_read_kb", "io.read_kb", &F::io_read_kb, 1, Unit::kilobytes, kCore | kMax, Fold::max, Probe::io,
                  kAddition},
    RunFigureSpec{"io_written_kb", "io.written_kb", &F::io_written_kb, 1, Unit::kilobytes, kCore | kMax, Fold::max,
                  Probe::io, kAddition},
    RunFigureSpec{"io_read_calls", "io.read_calls", &F::io_read_calls, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::io, kAddition},
    RunFigureSpec{"io_write_calls", "io.write_calls", &F::io_write_calls, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::io, kAddition},
    RunFigureSpec{"io_storage_read_kb", "io.storage_read_kb", &F::io_storage_read_kb, 1, Unit::kilobytes, kCore | kMax,
                  Fold::max, Probe::io, kAddition},
    RunFigureSpec{"io_storage_written_kb", "io.storage_written_kb", &F::io_storage_written_kb, 1, Unit::kilobytes,
                  kCore | kMax, Fold::max, Probe::io, kAddition},
    RunFigureSpec{"block_reads", "io.block_reads", &F::block_reads, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::always, kAddition},
    RunFigureSpec{"block_writes", "io.block_writes", &F::block_writes, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::always, kAddition},
    RunFigureSpec{"minor_page_faults", "io.minor_page_faults", &F::minor_page_faults, 1, Unit::count, kCore | kMax,
                  Fold::max, Probe::always, kAddition},
    RunFigureSpec{"major_page_faults", "io.major_page_faults", &F::major_page_faults, 1, Unit::count, kCore | kMax,
                  Fold::max, Probe::always, kAddition},
    RunFigureSpec{"vmmap_start_private_dirty_mb", "vmmap_snapshots.start_private_dirty_mb",
                  &F::vmmap_start_private_dirty_mb, 1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_start_swap_mb", "vmmap_snapshots.start_swap_mb", &F::vmmap_start_swap_mb, 1, Unit::megabytes,
                  kCore, Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_mid_private_dirty_mb", "vmmap_snapshots.mid_private_dirty_mb", &F::vmmap_mid_private_dirty_mb,
                  1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_mid_swap_mb", "vmmap_snapshots.mid_swap_mb", &F::vmmap_mid_swap_mb, 1, Unit::megabytes, kCore,
                  Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_end_private_dirty_mb", "vmmap_snapshots.end_private_dirty_mb", &F::vmmap_end_private_dirty_mb,
                  1, Unit::megabytes, kCore, Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_end_swap_mb", "vmmap_snapshots.end_swap_mb", &F::vmmap_end_swap_mb, 1, Unit::megabytes, kCore,
                  Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_peak_rss_mb", "vmmap_snapshots.peak_rss_mb", &F::vmmap_peak_rss_mb, 1, Unit::megabytes,
                  kCore | kMax, Fold::max, Probe::snapshots, kAddition},
    RunFigureSpec{"vmmap_cost_ms", "vmmap_snapshots.cost_ms", &F::vmmap_cost_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::snapshots, kAddition},
    RunFigureSpec{"counted_instructions", "counters.instructions", &F::counted_instructions, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_cycles", "counters.cycles", &F::counted_cycles, 1, Unit::count, kCore | kRange, Fold::mean,
                  Probe::counters, kAddition},
    RunFigureSpec{"counted_cache_misses", "counters.cache_misses", &F::counted_cache_misses, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_branch_misses", "counters.branch_misses", &F::counted_branch_misses, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_page_faults", "counters.page_faults", &F::counted_page_faults, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_task_clock_ms", "counters.task_clock_ms", &F::counted_task_clock_ms, 1, Unit::milliseconds,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_context_switches", "counters.context_switches", &F::counted_context_switches, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"counted_cpu_migrations", "counters.cpu_migrations", &F::counted_cpu_migrations, 1, Unit::count,
                  kCore | kRange, Fold::mean, Probe::counters, kAddition},
    RunFigureSpec{"cgroup_cpu_sec", "cgroup.cpu_sec", &F::cgroup_cpu_sec, 1, Unit::seconds, kCore, Fold::mean,
                  Probe::cgroup, kAddition},
    RunFigureSpec{"cgroup_user_cpu_sec", "cgroup.user_cpu_sec", &F::cgroup_user_cpu_sec, 1, Unit::seconds, kCore,
                  Fold::mean, Probe::cgroup, kAddition},
    RunFigureSpec{"cgroup_system_cpu_sec", "cgroup.system_cpu_sec", &F::cgroup_system_cpu_sec, 1, Unit::seconds, kCore,
                  Fold::mean, Probe::cgroup, kAddition},
    RunFigureSpec{"cgroup_peak_pids", "cgroup.peak_pids", &F::cgroup_peak_pids, 1, Unit::count, kCore | kMax, Fold::max,
                  Probe::cgroup, kAddition},
    RunFigureSpec{"cgroup_throttled_ms", "cgroup.throttled_ms", &F::cgroup_throttled_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::cgroup, kAddition},
    RunFigureSpec{"cgroup_memory_peak_mb", "cgroup_memory_peak_mb", &F::cgroup_memory_peak_mb, 1, Unit::megabytes,
                  kCore | kMax, Fold::max, Probe::cgroup, kAddition},
    RunFigureSpec{"cpu_pressure_ms", "scheduling.cpu_pressure_ms", &F::cpu_pressure_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::cgroup, kAddition},
    RunFigureSpec{"io_pressure_ms", "scheduling.io_pressure_ms", &F::io_pressure_ms, 1, Unit::milliseconds, kCore,
                  Fold::mean, Probe::cgroup, kAddition},
    RunFigureSpec{"memory_pressure_ms", "scheduling.memory_pressure_ms", &F::memory_pressure_ms, 1, Unit::milliseconds,
                  kCore, Fold::mean, Probe::cgroup, kAddition},
};

constexpr std::array kStatNames = {
    StatName{kMean, "mean"}, StatName{kP50, "p50"}, StatName{kP95, "p95"},     StatName{kP99, "p99"},
    StatName{kMin, "min"},   StatName{kMax, "max"}, StatName{kTotal, "total"},
};

}  // namespace

std::span<const StatName> stat_names() { return kStatNames; }

std::span<const RunFigureSpec> run_figure_specs() { return kSpecs; }

std::span<Measured RunFigures::*const> run_figure_members() {
  static const std::vector<Measured RunFigures::*> members = [] {
    std::vector<Measured RunFigures::*> found;
    for (const RunFigureSpec& spec : kSpecs) {
      if (std::ranges::find(found, spec.member) == found.end()) found.push_back(spec.member);
    }
    return found;
  }();
  return members;
}

}  // namespace perfbench
