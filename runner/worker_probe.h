// Samples one worker from outside while it runs: the cheap figures (open descriptors, direct children) and those of its
// whole process tree (RSS, CPU), each at its own interval, early samples sooner (1, 2, 4, 8 ms ...) so that short
// workers are seen.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include "model/run_figures.h"
#include "runner/launcher.h"
#include "runner/proc_fs.h"

namespace perfbench {

struct ProbeIntervals {
  std::chrono::nanoseconds tree{};
  std::chrono::nanoseconds monitor{};
};

class WorkerProbe {
 public:
  WorkerProbe(ProcFs& proc_fs, const WorkerStarted& started, const ProbeIntervals& intervals);

  // When sample_due() is to be called next; the end of time once the worker is gone.
  MonotonicTime next_due() const;
  void sample_due(MonotonicTime now);

  // Whether this process was in the worker's tree when that was sampled.
  bool has_seen(pid_t pid) const;

  // Fills in peak_open_fds, peak_direct_children and the sampled_... figures. Of a worker that was gone before the
  // first sample, only the descriptors and children that it was born with are known.
  void report(RunFigures& figures) const;

 private:
  // Due times that start at 1 ms and double until the interval is reached; from then on they fall on multiples of it,
  // so that all workers are sampled at one waking.
  class Schedule {
   public:
    Schedule(MonotonicTime start, std::chrono::nanoseconds interval);
    MonotonicTime due() const { return due_; }
    void advance(MonotonicTime now);

   private:
    std::chrono::nanoseconds interval_;
    std::chrono::nanoseconds step_;
    MonotonicTime due_;
  };

  // What was last read of a process. One that has had no CPU time since has not changed, and is not read again. Of one
  // that has no children, its stat is read now and then, and in between only its memory: not even that of the worker
  // itself, whose peak is told exactly when it has ended.
  struct Process {
    std::unique_ptr<ProcessView> view;
    std::optional<std::chrono::nanoseconds> cpu;
    ProcessStat stat;
    MonotonicTime stat_time = MonotonicTime::min();
    bool has_forked = false;
    std::optional<std::int64_t> open_fds;  // of the worker only
    std::vector<pid_t> children;
    bool children_known = false;
    unsigned seen_in = 0;  // the number of the sample that found it last
  };

  // False when it is gone.
  bool refresh(Process& process, pid_t pid, MonotonicTime now);
  bool read_stat(Process& process, MonotonicTime now);
  bool read_memory(Process& process);
  void sample_tree(MonotonicTime now);
  void add_cpu_point(MonotonicTime now, std::chrono::nanoseconds cpu);

  ProcFs& proc_fs_;
  pid_t pid_;
  Schedule tree_schedule_;
  Schedule monitor_schedule_;
  Process worker_;
  std::map<pid_t, Process> descendants_;
  std::vector<pid_t> seen_;
  std::vector<pid_t> waiting_;
  unsigned sample_number_ = 0;
  bool gone_ = false;
  Measured peak_open_fds_;
  Measured peak_direct_children_;
  Measured peak_tree_rss_kb_;
  Measured peak_tree_cpu_pct_;
  bool cpu_is_late_ = false;  // some of what was found now was spent before the last sample
  MonotonicTime cpu_start_;
  MonotonicTime last_cpu_time_;
  std::chrono::nanoseconds last_cpu_{};
};

}  // namespace perfbench
