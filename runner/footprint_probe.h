// Snapshots of a worker's memory at its start and in the middle of its life, of which nobody knows when it will be: so
// they are taken ever more rarely, at 1, 2, 4, 8 ms ..., and the one nearest to the middle is told.
#pragma once

#include <memory>
#include <vector>

#include "model/run_figures.h"
#include "runner/launcher.h"
#include "runner/proc_fs.h"

namespace perfbench {

class FootprintProbe {
 public:
  FootprintProbe(ProcFs& proc_fs, const WorkerStarted& started);

  // When snapshot_due() is to be called next; the end of time once the worker is gone.
  MonotonicTime next_due() const { return due_; }
  void snapshot_due(MonotonicTime now);

  // Fills in the vmmap_... figures; those of the end are of its exit. `spent` is what the snapshots took.
  void report(RunFigures& figures, const WorkerExited& exited) const;

 private:
  struct Snapshot {
    MonotonicTime time;
    Footprint footprint;
  };

  ProcFs& proc_fs_;
  pid_t pid_;
  MonotonicTime begin_;
  MonotonicTime due_;
  std::unique_ptr<ProcessView> view_;
  std::vector<Snapshot> snapshots_;
  std::chrono::nanoseconds spent_{};
};

}  // namespace perfbench
