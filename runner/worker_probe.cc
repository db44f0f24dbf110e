#include "runner/worker_probe.h"

#include <algorithm>

#include "runner/launcher/protocol.h"
#include "runner/wake_grid.h"

namespace perfbench {

namespace {

constexpr std::chrono::nanoseconds kFirstStep(launcher::kFirstSampleNs);
// A shorter window would measure the scheduler rather than the program.
constexpr std::chrono::nanoseconds kShortestCpuWindow = std::chrono::milliseconds(20);
// In which the threads that a process starts, and children that lived between two samples, are noticed.
constexpr std::chrono::nanoseconds kWholeStatInterval = std::chrono::milliseconds(100);

void raise(Measured& peak, std::optional<std::int64_t> value) {
  if (!value) return;
  peak = std::max(peak.value_or(0), static_cast<double>(*value));
}

double percent(std::chrono::nanoseconds cpu, std::chrono::nanoseconds wall) {
  return 100.0 * static_cast<double>(cpu.count()) / static_cast<double>(wall.count());
}

}  // namespace

WorkerProbe::Schedule::Schedule(MonotonicTime start, std::chrono::nanoseconds interval)
    : interval_(interval), step_(std::min(kFirstStep, interval)), due_(start + step_) {}

void WorkerProbe::Schedule::advance(MonotonicTime now) {
  while (step_ < interval_ && due_ <= now) {  // what was missed is not made up for
    step_ = std::min(2 * step_, interval_);
    due_ += step_ / 2;
  }
  if (due_ > now) return;
  due_ = next_on_grid(interval_, now);
}

WorkerProbe::WorkerProbe(ProcFs& proc_fs, const WorkerStarted& started, const ProbeIntervals& intervals)
    : proc_fs_(proc_fs),
      pid_(started.pid),
      tree_schedule_(started.spawn_end, intervals.tree),
      monitor_schedule_(started.spawn_end, intervals.monitor),
      cpu_start_(started.spawn_begin),
      last_cpu_time_(started.spawn_begin) {
  // With these it is born.
  raise(peak_open_fds_, 3);
  raise(peak_direct_children_, 0);
}

MonotonicTime WorkerProbe::next_due() const {
  if (gone_) return MonotonicTime::max();
  return std::min(tree_schedule_.due(), monitor_schedule_.due());
}

void WorkerProbe::sample_due(MonotonicTime now) {
  if (gone_) return;
  const bool monitor_due = monitor_schedule_.due() <= now;
  const bool tree_due = tree_schedule_.due() <= now;
  if (!monitor_due && !tree_due) return;
  // Gone, or a zombie that waits for its reap.
  if (!refresh(worker_, pid_, now) || worker_.stat.rss_kb == 0) {
    gone_ = true;
    return;
  }
  if (monitor_due) {
    raise(peak_open_fds_, worker_.open_fds);
    if (worker_.children_known) raise(peak_direct_children_, std::ssize(worker_.children));
    monitor_schedule_.advance(now);
  }
  if (tree_due) {
    sample_tree(now);
    tree_schedule_.advance(now);
  }
}

bool WorkerProbe::refresh(Process& process, pid_t pid, MonotonicTime now) {
  if (process.view == nullptr) process.view = proc_fs_.open(pid);
  if (process.view == nullptr) return false;
  const auto cpu = process.view->cpu_time();
  if (cpu && cpu == process.cpu) return true;
  if (!cpu && process.cpu) return false;
  const bool whole = process.has_forked || !process.cpu || now - process.stat_time >= kWholeStatInterval;
  if (!(whole ? read_stat(process, now) : read_memory(process))) return false;
  process.children.clear();
  process.children_known = process.view->children(process.stat.threads, process.children);
  if (!process.children.empty()) {
    if (!whole && !read_stat(process, now)) return false;
    process.has_forked = true;
  }
  if (&process == &worker_) process.open_fds = process.view->open_fds();
  process.cpu = cpu;
  return true;
}

bool WorkerProbe::read_stat(Process& process, MonotonicTime now) {
  const auto stat = process.view->stat();
  if (!stat) return false;
  if (!process.has_forked && stat->waited_children_cpu != process.stat.waited_children_cpu) {
    process.has_forked = true;
    cpu_is_late_ = cpu_is_late_ || process.cpu;
  }
  process.stat = *stat;
  process.stat_time = now;
  return true;
}

bool WorkerProbe::read_memory(Process& process) {
  if (&process == &worker_) return true;  // told exactly when it has ended
  const auto rss_kb = process.view->rss_kb();
  process.stat.rss_kb = rss_kb.value_or(0);
  return rss_kb.has_value();
}

void WorkerProbe::sample_tree(MonotonicTime now) {
  constexpr std::chrono::nanoseconds kNone(0);
  ++sample_number_;
  std::int64_t rss_kb = worker_.stat.rss_kb;
  std::chrono::nanoseconds cpu = worker_.cpu.value_or(kNone) + worker_.stat.waited_children_cpu;
  waiting_ = worker_.children;
  while (!waiting_.empty()) {
    const pid_t pid = waiting_.back();
    waiting_.pop_back();
    const auto [place, is_new] = descendants_.try_emplace(pid);
    Process& process = place->second;
    if (is_new) seen_.push_back(pid);
    if (!refresh(process, pid, now)) continue;
    process.seen_in = sample_number_;
    rss_kb += process.stat.rss_kb;
    cpu += process.cpu.value_or(kNone) + process.stat.waited_children_cpu;
    waiting_.insert(waiting_.end(), process.children.begin(), process.children.end());
  }
  std::erase_if(descendants_, [&](const auto& entry) { return entry.second.seen_in != sample_number_; });
  raise(peak_tree_rss_kb_, rss_kb);
  add_cpu_point(now, cpu);
}

bool WorkerProbe::has_seen(pid_t pid) const { return std::ranges::find(seen_, pid) != seen_.end(); }

// A process that ended since the last sample takes its time with it until its parent has waited for it, so the sum may
// step back a little; it is never taken as negative work.
void WorkerProbe::add_cpu_point(MonotonicTime now, std::chrono::nanoseconds cpu) {
  const std::chrono::nanoseconds window = now - last_cpu_time_;
  if (window < kShortestCpuWindow) return;
  cpu = std::max(cpu, last_cpu_);
  if (!cpu_is_late_) {
    peak_tree_cpu_pct_ = std::max(peak_tree_cpu_pct_.value_or(0), percent(cpu - last_cpu_, window));
  }
  cpu_is_late_ = false;
  last_cpu_ = cpu;
  last_cpu_time_ = now;
}

void WorkerProbe::report(RunFigures& figures) const {
  figures.peak_open_fds = peak_open_fds_;
  figures.peak_direct_children = peak_direct_children_;
  figures.sampled_peak_tree_rss_kb = peak_tree_rss_kb_;
  figures.sampled_peak_tree_cpu_pct = peak_tree_cpu_pct_;
  if (peak_tree_cpu_pct_) figures.sampled_mean_tree_cpu_pct = percent(last_cpu_, last_cpu_time_ - cpu_start_);
}

}  // namespace perfbench
