// The figures of one worker or, folded over its workers, of one iteration; and the one table that says for each of them
// its key in v4's runs[], its place in the summary, its unit, how workers fold into an iteration, and which probe
// yields it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "model/unit.h"

namespace perfbench {

// Absent where it was not measured, never 0.
using Measured = std::optional<double>;

struct RunFigures {
  Measured duration_ms;              // worker: before its spawn to its reap; iteration: first launch to last exit
  Measured throughput_runs_per_sec;  // successful workers / window
  Measured max_rss_kb;
  Measured user_cpu_sec;
  Measured system_cpu_sec;
  Measured cpu_pct;  // (user + system) / wall
  Measured voluntary_ctx_switches;
  Measured involuntary_ctx_switches;
  Measured run_queue_wait_ms;  // first thread: ready to run, and waiting for a processor
  Measured peak_open_fds;
  Measured peak_direct_children;
  Measured sampled_peak_tree_rss_kb;
  Measured sampled_peak_tree_cpu_pct;
  Measured sampled_mean_tree_cpu_pct;
  Measured build_cmd_ms;
  Measured spawn_proc_ms;
  Measured monitor_loop_ms;
  Measured communicate_ms;
  Measured parse_stats_ms;
  Measured top_sample_count;
  Measured top_peak_rss_mb;
  Measured top_mean_rss_mb;
  Measured top_peak_cpu_pct;
  Measured top_mean_cpu_pct;
  Measured vmmap_start_physical_footprint_mb;
  Measured vmmap_mid_physical_footprint_mb;
  Measured vmmap_end_physical_footprint_mb;
  Measured otel_payload_count;  // requests of exporters that were taken
  Measured metric_datapoint_count;
  Measured turn_metric_points;
  Measured action_metric_points;
  Measured stream_metric_points;
  Measured turn_metric_value_sum;
  Measured action_metric_value_sum;
  Measured stream_metric_value_sum;
  Measured on_cpu_ms;      // first thread: on a processor
  Measured blocked_ms;     // first thread: neither on a processor nor waiting for one
  Measured io_read_kb;     // through system calls, whatever they read from
  Measured io_written_kb;  // through system calls
  Measured io_read_calls;
  Measured io_write_calls;
  Measured io_storage_read_kb;
  Measured io_storage_written_kb;
  Measured block_reads;  // blocks of 512 bytes that storage had to deliver
  Measured block_writes;
  Measured minor_page_faults;
  Measured major_page_faults;
  Measured vmmap_start_private_dirty_mb;
  Measured vmmap_mid_private_dirty_mb;
  Measured vmmap_end_private_dirty_mb;
  Measured vmmap_start_swap_mb;
  Measured vmmap_mid_swap_mb;
  Measured vmmap_end_swap_mb;
  Measured vmmap_peak_rss_mb;  // VmHWM at the exit
  Measured vmmap_cost_ms;      // what the snapshots took
  Measured counted_instructions;
  Measured counted_cycles;
  Measured counted_cache_misses;
  Measured counted_branch_misses;
  Measured counted_page_faults;
  Measured counted_task_clock_ms;
  Measured counted_context_switches;
  Measured counted_cpu_migrations;
  // Of the worker's control group: of all that it started, wherever that went.
  Measured cgroup_cpu_sec;
  Measured cgroup_user_cpu_sec;
  Measured cgroup_system_cpu_sec;
  Measured cgroup_peak_pids;  // threads too
  Measured cgroup_throttled_ms;
  Measured cgroup_memory_peak_mb;  // page cache too
  // For how long some of its tasks waited.
  Measured cpu_pressure_ms;
  Measured io_pressure_ms;
  Measured memory_pressure_ms;
};

// How the workers of an iteration become the iteration's figure.
enum class Fold { window, mean, max, sum };

// Which measurement yields a figure: by it, an absent one is explained, and an emulated run judged.
enum class Probe {
  always,   // clocks and wait4
  outcome,  // how the workers ended, counted
  scheduler,
  io,
  tree_sampling,
  monitor,
  step_timings,
  attach_sampling,
  snapshots,
  counters,
  cgroup,
  hotspots,
  heap,
  telemetry,
  worker_metrics
};

// Statistics over the iterations that v4 writes for a figure (bit set).
enum Stats : unsigned {
  kMean = 1,
  kP50 = 2,
  kP95 = 4,
  kP99 = 8,
  kMin = 16,
  kMax = 32,
  kTotal = 64,
  kCore = kMean | kP50 | kP95 | kP99,
};

struct RunFigureSpec {
  std::string_view run_key;  // key in runs[]
  std::string_view
      summary_path;  // object under summary that holds the statistics, as "process_tree_sampled.peak_tree_rss_mb"
  Measured RunFigures::*member;
  double scale;  // member * scale = the figure in `unit` (the MB twins of KB figures share a member)
  Unit unit;
  unsigned stats;  // none: only a total of the run is told
  Fold fold;
  Probe probe;
  bool is_addition = false;  // no key of v4: written only where it was measured
};

// In v4's order. Two rows with the same member are units of one figure.
std::span<const RunFigureSpec> run_figure_specs();

// Each member of RunFigures once.
std::span<Measured RunFigures::*const> run_figure_members();

// The statistics of `stats` in v4's order, with their keys: mean, p50, p95, p99, min, max, total.
struct StatName {
  Stats stat;
  std::string_view name;
};
std::span<const StatName> stat_names();

}  // namespace perfbench
