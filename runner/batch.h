// The workers that run in parallel as one iteration, from their requests to the iteration's record.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "model/iteration_record.h"
#include "model/tree_sample.h"
#include "runner/launcher.h"
#include "runner/request_builder.h"
#include "runner/sidecar.h"
#include "runner/worker_run.h"

namespace perfbench {

// Both clocks, read together.
struct ClockReading {
  std::chrono::system_clock::time_point date;
  MonotonicTime time;
};

class Batch {
 public:
  // `iteration` is 1-based; 0 while warming up.
  Batch(int number, int iteration) : number_(number), iteration_(iteration) {}

  // Errors (harness): as RequestBuilder::prepare().
  Result<void> prepare(boost::asio::io_context& context, RequestBuilder& builder, int workers);

  int number() const { return number_; }
  std::deque<WorkerRun>& workers() { return workers_; }
  void add_orphan(const OrphanEnded& orphan) { orphans_.push_back(orphan); }

  struct Outcome {
    std::optional<IterationRecord> record;  // absent when a worker of it has none, or was aborted
    std::vector<WorkerLife> lives;          // of the workers in it that were started
    MetricSeriesByName metrics;             // of all of them
    std::vector<TreeSeries> tree_series;    // a worker each, with attach sampling
    std::vector<WorkerCounter> counters;    // of the last worker
    int group_error = 0;                    // why the last worker was in no control group: errno
    int aborted_workers = 0;
    int unattributed = 0;  // orphans that no probe has seen below a worker
    int survivors = 0;     // processes that cannot be killed
  };
  // Once: the workers' records move out. `clocks` tells the dates at which they were started.
  Outcome take_outcome(const ClockReading& clocks);

  // Gives back what the workers were prepared with.
  void take_back(RequestBuilder& builder);

  // As take_back(), but closes and removes all, for want of descriptors or space.
  void drop(RequestBuilder& builder);

 private:
  int attribute_orphans();

  int number_;
  int iteration_;
  std::deque<WorkerRun> workers_;  // they do not move
  std::vector<OrphanEnded> orphans_;
};

}  // namespace perfbench
