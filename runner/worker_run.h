// One worker from its request to its record.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <list>
#include <optional>

#include "model/run_record.h"
#include "runner/launcher.h"
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
  const std::filesystem::path& home() const { return prepared_.home; }

  // It has been handed to the launcher, which has its own copies of the streams.
  void handed_over();
  void started(const WorkerStarted& event, ProcFs& proc_fs, const ProbeIntervals& intervals);
  void not_started(const WorkerNotStarted& event);
  void exited(const WorkerExited& event);

  MonotonicTime next_sample_due() const;
  void sample_due();
  void trim_output();

  bool under_way() const { return started_ && !reaped_; }
  bool was_aborted() const { return record_ && std::holds_alternative<Aborted>(record_->outcome); }
  bool was_started() const { return started_.has_value(); }
  // Absent until it has exited or could not be started.
  const std::optional<WorkerRecord>& record() const { return record_; }
  MonotonicTime spawn_begin() const { return started_->spawn_begin; }
  MonotonicTime reaped() const { return *reaped_; }

 private:
  void drain(WorkerStream& stream);
  void stop_draining();
  void drain_when_readable(boost::asio::posix::stream_descriptor& pipe, WorkerStream& stream);

  boost::asio::io_context& context_;
  PreparedWorker prepared_;
  std::list<boost::asio::posix::stream_descriptor> pipes_;
  std::optional<WorkerStarted> started_;
  std::optional<MonotonicTime> reaped_;
  std::optional<WorkerProbe> probe_;
  std::chrono::nanoseconds sampling_{};
  std::optional<WorkerRecord> record_;
};

}  // namespace perfbench
