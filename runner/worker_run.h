// One worker from its request to its record.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <list>
#include <optional>

#include "model/run_record.h"
#include "runner/footprint_probe.h"
#include "runner/launcher.h"
#include "runner/metric_lines.h"
#include "runner/oom_watch.h"
#include "runner/request_builder.h"
#include "runner/worker_probe.h"

namespace perfbench {

class WorkerRun {
 public:
  WorkerRun(boost::asio::io_context& context, PreparedWorker prepared);
  WorkerRun(const WorkerRun&) = delete;
  WorkerRun& operator=(const WorkerRun&) = delete;
  ~WorkerRun();

  const WorkerRequest& request() const { return prepared_.request; }

  void started(const WorkerStarted& event, ProcFs& proc_fs, const ProbeSettings& settings);
  void not_started(const WorkerNotStarted& event);
  // `watch` tells of kills for want of memory where no control group does; none: nothing does.
  void exited(const WorkerExited& event, OomWatch* watch = nullptr);
  // Whether the probe saw this process among the worker's descendants.
  bool has_seen(pid_t pid) const { return probe_ && probe_->has_seen(pid); }
  // Such a process has ended, and its usage counts for the worker.
  void adopt(const OrphanEnded& orphan);

  MonotonicTime next_sample_due() const;
  // `last_started`: as ProcFs has told it since the last samples, and before these.
  void sample_due(std::optional<pid_t> last_started);
  void trim_output();

  bool under_way() const { return started_ && !ended_; }
  // It left processes running, or could not be ended itself: what it was given is not for another.
  bool may_live_on() const { return left_processes_; }
  int survivors() const { return survivors_; }
  bool was_aborted() const { return record_ && std::holds_alternative<Aborted>(record_->outcome); }
  bool was_started() const { return started_.has_value(); }
  // What was made for a worker that has never run goes.
  void drop_empty_logs() const;
  // Absent until it has exited or could not be started.
  const std::optional<WorkerRecord>& record() const { return record_; }
  WorkerRecord take_record() { return std::move(*record_); }
  const std::vector<WorkerCounter>& counters() const { return counters_; }
  // errno where it was in no control group though it was to be; 0.
  int group_error() const { return group_error_; }
  std::vector<TreeSample> take_tree_series() { return probe_ ? probe_->take_series() : std::vector<TreeSample>(); }
  // What it was prepared with, once it is over.
  PreparedWorker take_prepared() {
    stop_draining();  // before its pipes are closed: of a worker that could not be started it still waits for them
    return std::move(prepared_);
  }
  // Empty where it told none.
  const MetricSeriesByName& metrics() const;
  MonotonicTime spawn_begin() const { return started_->spawn_begin; }
  MonotonicTime spawn_end() const { return started_->spawn_end; }
  MonotonicTime ended() const { return *ended_; }
  MonotonicTime drained() const { return drained_; }  // when its output was taken

 private:
  void drain(WorkerStream& stream);
  void stop_draining();
  void drain_when_readable(boost::asio::posix::stream_descriptor& pipe, WorkerStream& stream);

  void read_metrics(WorkerRecord& record);

  PreparedWorker prepared_;
  std::optional<MetricLines> metrics_;  // its own, where the plan has it print or write some
  std::list<boost::asio::posix::stream_descriptor> pipes_;
  std::optional<WorkerStarted> started_;
  std::optional<MonotonicTime> ended_;
  MonotonicTime drained_;
  std::optional<WorkerProbe> probe_;
  std::optional<FootprintProbe> footprint_;  // with snapshots
  std::vector<WorkerCounter> counters_;
  int group_error_ = 0;
  WorkerUsage usage_;
  bool left_processes_ = false;
  int survivors_ = 0;
  std::chrono::nanoseconds sampling_{};
  std::optional<WorkerRecord> record_;
};

}  // namespace perfbench
