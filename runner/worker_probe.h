// Samples one worker from outside while it runs: the cheap figures (open descriptors, direct children) and those of its
// whole process tree (RSS, CPU), each at its own interval, and the tree's time series where one is wanted.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include "model/run_figures.h"
#include "model/tree_sample.h"
#include "runner/cpu_meter.h"
#include "runner/launcher.h"
#include "runner/probe_settings.h"
#include "runner/proc_fs.h"
#include "runner/sample_schedule.h"

namespace perfbench {

class WorkerProbe {
 public:
  // `clock` tells how long a reading took; null: no time.
  using Clock = MonotonicTime (*)();
  WorkerProbe(ProcFs& proc_fs, const WorkerStarted& started, const ProbeSettings& settings, Clock clock = nullptr);

  // When sample_due() is to be called next; the end of time once the worker is gone.
  MonotonicTime next_due() const;
  // `last_started`: as ProcFs::last_started() told it before all samples that are due now.
  void sample_due(MonotonicTime now, std::optional<pid_t> last_started = std::nullopt);

  // Whether this process was in the worker's tree when that was sampled.
  bool has_seen(pid_t pid) const;

  // Fills in peak_open_fds, peak_direct_children and the sampled_... figures. Of a worker that was gone before the
  // first sample, only the descriptors and children that it was born with are known.
  void report(RunFigures& figures) const;

  // Once; empty without an interval for it.
  std::vector<TreeSample> take_series() { return std::move(series_); }

 private:
  // What was last read of a process. One that has had no CPU time since has not changed, and is not read again. Its
  // children are read again when any process has been started. Its stat is read now and then, and when it has children
  // who may have ended; in between only its memory: not even that of a worker without children, whose peak is told
  // exactly when it has ended.
  struct Process {
    std::unique_ptr<ProcessView> view;
    std::optional<std::chrono::nanoseconds> cpu;
    bool ran = false;  // since the reading before
    ProcessStat stat;
    MonotonicTime stat_time = MonotonicTime::min();
    bool has_forked = false;
    std::optional<std::int64_t> open_fds;  // of the worker only
    std::vector<pid_t> children;
    bool children_known = false;
    std::optional<pid_t> last_started;       // when its children were read; none: they may have been about to change
    std::optional<pid_t> stat_last_started;  // when its stat was
    bool is_outdated = false;                //  a child of its, perhaps, is gone since it was read
    unsigned seen_in = 0;                    // the number of the sample that found it last
  };

  // False when it is gone.
  bool refresh(Process& process, pid_t pid, MonotonicTime now);
  bool read_stat(Process& process, MonotonicTime now);
  std::optional<pid_t> settled_start(MonotonicTime now) const;
  bool read_memory(Process& process);
  void sample_tree(MonotonicTime now);
  // Whether any process of the tree was read before a child of it was found to be gone.
  bool note_outdated(MonotonicTime now);
  void add_attach_sample();

  ProcFs& proc_fs_;
  pid_t pid_;
  MonotonicTime started_;
  Clock clock_;
  int processors_;
  SampleSchedule tree_schedule_;
  SampleSchedule monitor_schedule_;
  std::optional<SampleSchedule> attach_schedule_;
  Process worker_;
  std::map<pid_t, Process> descendants_;
  std::vector<pid_t> seen_;
  std::vector<pid_t> waiting_;
  std::vector<Process*> members_;  // of the tree, in the sample under way
  std::optional<pid_t> last_started_;
  MonotonicTime last_start_;  // when that was seen to be another
  unsigned sample_number_ = 0;
  bool gone_ = false;
  Measured peak_open_fds_;
  Measured peak_direct_children_;
  Measured peak_tree_rss_kb_;
  // Of the tree when it was sampled last.
  std::int64_t tree_rss_kb_ = 0;
  int tree_processes_ = 0;
  CpuMeter::Reading tree_cpu_;
  CpuMeter tree_cpu_meter_;
  CpuMeter attach_cpu_meter_;
  double attach_rss_mb_sum_ = 0;
  Measured attach_peak_rss_mb_;
  int attach_samples_ = 0;
  std::vector<TreeSample> series_;
};

}  // namespace perfbench
