// All that one worker sends, until it is folded into the run's figures.
#pragma once

#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "collector/phases.h"
#include "collector/stream.h"

namespace perfbench::collector {

struct WorkerCounts {
  std::uint64_t payloads = 0;
  std::uint64_t datapoints = 0;
  std::uint64_t spans = 0;
  std::uint64_t log_records = 0;
};

// How many spans may wait to be folded, of all workers together.
struct SpanBudget {
  std::atomic<std::int64_t> left = 1'000'000;
};

// For the threads of all connections.
class WorkerIntake {
 public:
  // `began_ns`: before the worker was started, in nanoseconds since 1970.
  WorkerIntake(std::uint64_t began_ns, SpanBudget& budget) : began_ns_(began_ns), budget_(budget) {}

  // False when it has been taken already: the request is not counted.
  bool add_metrics(std::uint64_t datapoints, const StagedMetrics& request);
  bool add_spans(std::uint64_t received, const std::vector<SpanRecord>& spans);
  bool add_logs(std::uint64_t records);

  struct Total {
    WorkerCounts counts;
    std::vector<std::pair<SeriesId, Aggregate>> streams;
    std::vector<SpanRecord> spans;
    std::uint64_t left_out = 0;       // cumulative points of too many streams to tell apart
    std::uint64_t dropped_spans = 0;  // beyond the budget
  };
  // All of it; nothing is added afterwards.
  Total take();

 private:
  Stream* stream_of(const StagedPoint& point);

  const std::uint64_t began_ns_;
  SpanBudget& budget_;
  std::mutex mutex_;
  bool is_taken_ = false;
  WorkerCounts counts_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> index_;
  std::deque<Stream> streams_;
  std::vector<SpanRecord> spans_;
  std::uint64_t left_out_ = 0;
  std::uint64_t dropped_spans_ = 0;
};

}  // namespace perfbench::collector
