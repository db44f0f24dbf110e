#include "runner/worker_probe.h"

#include <algorithm>

#include "model/duration.h"

namespace perfbench {

namespace {

// In which the threads that a process starts, and children that lived between two samples, are noticed.
constexpr std::chrono::nanoseconds kWholeStatInterval = std::chrono::milliseconds(100);

void raise(Measured& peak, std::optional<std::int64_t> value) {
  if (!value) return;
  peak = std::max(peak.value_or(0), static_cast<double>(*value));
}

}  // namespace

WorkerProbe::WorkerProbe(ProcFs& proc_fs, const WorkerStarted& started, const ProbeSettings& settings, Clock clock)
    : proc_fs_(proc_fs),
      pid_(started.pid),
      started_(started.spawn_begin),
      clock_(clock),
      processors_(settings.processors),
      tree_schedule_(started.spawn_end, settings.tree),
      monitor_schedule_(started.spawn_end, settings.monitor),
      last_start_(started.spawn_begin),
      tree_cpu_meter_(started.spawn_begin, settings.tick),
      attach_cpu_meter_(started.spawn_begin, settings.tick) {
  if (settings.attach) attach_schedule_.emplace(started.spawn_end, *settings.attach);
  // With these it is born.
  raise(peak_open_fds_, 3);
  raise(peak_direct_children_, 0);
}

MonotonicTime WorkerProbe::next_due() const {
  if (gone_) return MonotonicTime::max();
  const MonotonicTime due = std::min(tree_schedule_.due(), monitor_schedule_.due());
  return attach_schedule_ ? std::min(due, attach_schedule_->due()) : due;
}

void WorkerProbe::sample_due(MonotonicTime now, std::optional<pid_t> last_started) {
  if (gone_) return;
  if (last_started != last_started_) last_start_ = now;
  last_started_ = last_started;
  const bool monitor_due = monitor_schedule_.due() <= now;
  const bool tree_due = tree_schedule_.due() <= now;
  const MonotonicTime begin = clock_ == nullptr ? now : clock_();
  const bool attach_due = attach_schedule_ && attach_schedule_->due() <= now;
  if (!monitor_due && !tree_due && !attach_due) return;
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
  if (!tree_due && !attach_due) return;
  sample_tree(now);
  tree_cpu_.took = (clock_ == nullptr ? now : clock_()) - begin;
  tree_cpu_.time = begin + tree_cpu_.took / 2;
  if (tree_due) {
    raise(peak_tree_rss_kb_, tree_rss_kb_);
    tree_cpu_meter_.add(tree_cpu_);
    tree_schedule_.advance(now);
  }
  if (attach_due) {
    add_attach_sample();
    attach_schedule_->advance(now);
  }
}

bool WorkerProbe::refresh(Process& process, pid_t pid, MonotonicTime now) {
  if (process.view == nullptr) process.view = proc_fs_.open(pid);
  if (process.view == nullptr) return false;
  const auto cpu = process.view->cpu_time();
  process.ran = cpu != process.cpu;
  if (cpu && !process.ran && !process.is_outdated) return true;
  if (!cpu && process.cpu) return false;
  const bool may_have_started = !last_started_ || last_started_ != process.last_started;
  const bool may_have_changed =
      !last_started_ || last_started_ != process.stat_last_started || process.stat.threads > 1;
  const bool is_due =
      process.is_outdated || !process.cpu || (may_have_changed && now - process.stat_time >= kWholeStatInterval);
  const bool whole = is_due || (process.has_forked && may_have_started);
  if (!(whole ? read_stat(process, now) : read_memory(process))) return false;
  if (is_due || may_have_started) {
    process.children.clear();
    process.children_known = process.view->children(process.stat.threads, process.children);
    process.last_started = settled_start(now);
    if (!process.children.empty()) {
      if (!whole && !read_stat(process, now)) return false;
      process.has_forked = true;
    }
  }
  process.is_outdated = false;
  if (&process == &worker_) process.open_fds = process.view->open_fds();
  process.cpu = cpu;
  return true;
}

// A process is told to be started before it is a child: that it is one then, after a while, is taken for sure.
std::optional<pid_t> WorkerProbe::settled_start(MonotonicTime now) const {
  return now - last_start_ >= kWholeStatInterval ? last_started_ : std::nullopt;
}

bool WorkerProbe::read_stat(Process& process, MonotonicTime now) {
  const auto stat = process.view->stat();
  if (!stat) return false;
  if (!process.has_forked && stat->waited_children_cpu != process.stat.waited_children_cpu) {
    process.has_forked = true;
    if (process.cpu) {
      tree_cpu_meter_.note_late();
      attach_cpu_meter_.note_late();
    }
  }
  process.stat = *stat;
  process.stat_time = now;
  process.stat_last_started = settled_start(now);
  return true;
}

bool WorkerProbe::read_memory(Process& process) {
  if (&process == &worker_ && !process.has_forked && !attach_schedule_) return true;  // told when it has ended
  const auto rss_kb = process.view->rss_kb();
  process.stat.rss_kb = rss_kb.value_or(0);
  return rss_kb.has_value();
}

void WorkerProbe::sample_tree(MonotonicTime now) {
  constexpr std::chrono::nanoseconds kNone(0);
  ++sample_number_;
  members_.assign(1, &worker_);
  waiting_ = worker_.children;
  bool any_gone = false;
  while (!waiting_.empty()) {
    const pid_t pid = waiting_.back();
    waiting_.pop_back();
    const auto [place, is_new] = descendants_.try_emplace(pid);
    Process& process = place->second;
    if (is_new) seen_.push_back(pid);
    if (!refresh(process, pid, now)) {
      any_gone = true;
      continue;
    }
    process.seen_in = sample_number_;
    members_.push_back(&process);
    waiting_.insert(waiting_.end(), process.children.begin(), process.children.end());
  }
  tree_cpu_.is_torn = any_gone && note_outdated(now);
  tree_cpu_.cpu = kNone;
  tree_rss_kb_ = 0;
  int threads = 0;
  for (const Process* process : members_) {
    tree_cpu_.cpu += process->cpu.value_or(kNone) + process->stat.waited_children_cpu;
    tree_rss_kb_ += process->stat.rss_kb;
    if (process->ran) threads += process->stat.threads;
  }
  tree_processes_ = static_cast<int>(members_.size());
  tree_cpu_.threads = std::clamp(threads, 1, processors_);
  std::erase_if(descendants_, [&](const auto& entry) { return entry.second.seen_in != sample_number_; });
}

// The CPU time of a child that it has waited for is in its stat alone.
bool WorkerProbe::note_outdated(MonotonicTime now) {
  bool any = false;
  for (Process* process : members_) {
    if (!process->has_forked || process->stat_time == now) continue;
    process->is_outdated = true;
    any = true;
  }
  return any;
}

void WorkerProbe::add_attach_sample() {
  constexpr double kKbPerMb = 1024;
  const Measured cpu_pct = attach_cpu_meter_.add(tree_cpu_);
  const double rss_mb = static_cast<double>(tree_rss_kb_) / kKbPerMb;
  ++attach_samples_;
  attach_rss_mb_sum_ += rss_mb;
  attach_peak_rss_mb_ = std::max(attach_peak_rss_mb_.value_or(0), rss_mb);
  if (series_.size() == kMostTreeSamples) return;
  series_.push_back({.time_ms = static_cast<float>(to_ms(tree_cpu_.time - started_)),
                     .cpu_pct = cpu_pct ? std::optional(static_cast<float>(*cpu_pct)) : std::nullopt,
                     .rss_mb = static_cast<float>(rss_mb),
                     .processes = tree_processes_});
}

bool WorkerProbe::has_seen(pid_t pid) const { return std::ranges::find(seen_, pid) != seen_.end(); }

void WorkerProbe::report(RunFigures& figures) const {
  figures.peak_open_fds = peak_open_fds_;
  figures.peak_direct_children = peak_direct_children_;
  figures.sampled_peak_tree_rss_kb = peak_tree_rss_kb_;
  figures.sampled_peak_tree_cpu_pct = tree_cpu_meter_.peak_pct();
  figures.sampled_mean_tree_cpu_pct = tree_cpu_meter_.mean_pct();
  if (!attach_schedule_) return;
  figures.top_sample_count = attach_samples_;
  figures.top_peak_rss_mb = attach_peak_rss_mb_;
  if (attach_samples_ > 0) figures.top_mean_rss_mb = attach_rss_mb_sum_ / attach_samples_;
  figures.top_peak_cpu_pct = attach_cpu_meter_.peak_pct();
  figures.top_mean_cpu_pct = attach_cpu_meter_.mean_pct();
}

}  // namespace perfbench
