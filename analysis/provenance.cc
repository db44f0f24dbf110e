#include "analysis/provenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "model/counted.h"
#include "model/figure_catalogue.h"

namespace perfbench {

namespace {

struct Source {
  std::string_view object;
  std::string_view text;
};
constexpr std::array kSources = {
    Source{"latency_ms", "CLOCK_MONOTONIC, first launch to last exit"},
    Source{"throughput_runs_per_sec", "CLOCK_MONOTONIC, first launch to last exit"},
    Source{"cold_warm", "latency_ms of iteration 1, and of the others"},
    Source{"max_rss_kb", "wait4 ru_maxrss"},
    Source{"max_rss_mb", "wait4 ru_maxrss"},
    Source{"user_cpu_sec", "wait4 ru_utime"},
    Source{"system_cpu_sec", "wait4 ru_stime"},
    Source{"cpu_pct", "wait4 ru_utime and ru_stime over wall time"},
    Source{"voluntary_ctx_switches", "wait4 ru_nvcsw"},
    Source{"involuntary_ctx_switches", "wait4 ru_nivcsw"},
    Source{"run_queue_wait_ms", "/proc schedstat of the first thread"},
    Source{"peak_open_fds", "/proc; 3 at its exec"},
    Source{"peak_direct_children", "/proc; none at its exec"},
    Source{"process_tree_sampled", "/proc; RSS no less than wait4 ru_maxrss"},
    Source{"worker_step_timings_ms", "CLOCK_MONOTONIC"},
    Source{"top_attach", "/proc of the process tree at an interval"},
    Source{"vmmap_snapshots", "/proc smaps_rollup: Pss and SwapPss; the end in a stop at the exit"},
    Source{"xctrace", "perf record of cpu-clock, in iterations after the measured ones"},
    Source{"heap", "heaptrack, in an iteration after the measured ones"},
    Source{"scheduling", "/proc schedstat of the first thread"},
    Source{"io", "/proc io, and wait4 ru_inblock, ru_oublock, ru_minflt, ru_majflt"},
};

// Objects whose names only the worker knows: the catalogue holds no figure of them.
constexpr std::array kOpenObjects = {"queue_cancel_metrics", "otel_signals", "otel_metrics", "otel_phases"};

constexpr const char* kRestOfOne = "cold_warm.rest_p50_ms";

// Why nothing is known of what workers told; empty where it is known that they told nothing.
std::string telemetry_reason(const RunRecord& record) {
  if (!record.telemetry) return "telemetry was off";
  return record.telemetry->received ? "" : "telemetry was lost: " + record.telemetry->lost;
}

std::string_view reason_of(Probe probe, const ProbePlan& plan) {
  constexpr std::string_view kTooShort = "no worker lived long enough to be sampled";
  switch (probe) {
    case Probe::tree_sampling:
    case Probe::monitor:
      return kTooShort;
    case Probe::scheduler:
      return "no worker took 1 ms or longer, or the kernel keeps no scheduler statistics (CONFIG_SCHED_INFO)";
    case Probe::io:
      return "no worker took 1 ms or longer, or the kernel keeps no I/O accounting (CONFIG_TASK_IO_ACCOUNTING), or "
             "shows "
             "that of a process that has ended to root alone";
    case Probe::attach_sampling:
      return plan.attach_sampling ? kTooShort : "attach sampling was off";
    case Probe::snapshots:
      return plan.snapshots ? "no worker lived long enough, or each was killed, may not be stopped at its exit "
                              "(ptrace), or ended its "
                              "first thread before the others"
                            : "memory snapshots were off";
    case Probe::counters:
      return plan.counters ? "no worker was counted" : "event counters were off";
    case Probe::heap:
      return "heap capture was off";
    case Probe::cgroup:
      return plan.cgroup == CgroupMode::off ? "control groups were off"
                                            : "no worker was in a control group that tells it";
    case Probe::hotspots:
      return plan.hotspots ? "no worker was recorded" : "hotspot capture was off";
    case Probe::telemetry:
      return "no worker sent any";
    case Probe::worker_metrics:
      return "no worker told any";
    case Probe::step_timings:
    case Probe::outcome:
    case Probe::always:
      break;
  }
  return "no worker yielded it";
}

// The objects that hold `path`, outermost first, and then itself.
std::vector<std::string> holders_of(const FigurePath& path) {
  std::vector<std::string> holders;
  FigurePath holder;
  for (const std::string& segment : path.segments) {
    holder.segments.push_back(segment);
    holders.push_back(to_string(holder));
  }
  return holders;
}

std::set<std::string> measured_holders(const Summary& summary) {
  std::set<std::string> measured;
  for (const Figure& figure : summary.figures) {
    if (!figure.value) continue;
    for (const std::string& holder : holders_of(figure.path)) measured.insert(holder);
  }
  return measured;
}

}  // namespace

void add_provenance(Summary& summary, const RunRecord& record, const Plan& plan) {
  const std::set<std::string> measured = measured_holders(summary);
  for (const Source& source : kSources) {
    if (measured.contains(std::string(source.object))) summary.sources.emplace(source.object, source.text);
  }
  for (const auto& [object, source] : record.sources) {
    if (measured.contains(object)) summary.sources.insert_or_assign(object, source);
  }
  if (const auto xctrace = summary.sources.find("xctrace");
      xctrace != summary.sources.end() && record.profile && record.profile->losses.without_kernel) {
    xctrace->second += fmt::format(", {}", kWithoutKernelNote);
  }
  const auto reason = [&](Probe probe) {
    const bool could_be_measured = !record.iterations.empty();
    if (!could_be_measured) return fmt::format("none of {} was completed", counted(plan.iterations, "iteration"));
    const std::string untold = probe == Probe::telemetry ? telemetry_reason(record) : "";
    return untold.empty() ? std::string(reason_of(probe, plan.probes)) : untold;
  };
  if (record.iterations.size() == 1 && !summary.value(kRestOfOne))
    summary.not_measured.emplace(kRestOfOne, "there was one iteration only");
  const auto catalogue = figure_catalogue();
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    if (summary.figures[i].value) continue;
    const std::vector<std::string> holders = holders_of(summary.figures[i].path);
    const auto explained =
        std::ranges::find_if(holders, [&](const std::string& holder) { return record.absent.contains(holder); });
    if (explained != holders.end()) {
      summary.not_measured.insert(*record.absent.find(*explained));
      continue;
    }
    for (const std::string& holder : holders) {
      if (measured.contains(holder)) continue;
      summary.not_measured.emplace(holder, reason(catalogue[i].probe));
      break;
    }
  }
  if (plan.worker.metrics_jsonl.empty())
    summary.not_measured.emplace("worker_metrics", "--metrics-jsonl was not given");
  if (!record.iterations.empty() && telemetry_reason(record).empty()) return;
  for (const char* object : kOpenObjects) summary.not_measured.emplace(object, reason(Probe::telemetry));
}

std::string absence_reason(const Summary& summary, const FigurePath& path) {
  const std::vector<std::string> holders = holders_of(path);
  for (auto holder = holders.rbegin(); holder != holders.rend(); ++holder) {
    const auto found = summary.not_measured.find(*holder);
    if (found != summary.not_measured.end()) return found->second;
  }
  return is_open_object(path.segments.front()) ? "no worker sent it" : "not measured";
}

}  // namespace perfbench
