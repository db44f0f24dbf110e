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

// What all workers together may have waiting until they are folded.
struct IntakeBudget {
  std::atomic<std::int64_t> spans = 1'000'000;
  std::atomic<std::int64_t> buckets = 4'000'000;  // of the last points of cumulative streams
};

// For the threads of all connections.
class WorkerIntake {
 public:
  // `began_ns`: before the worker was started, in nanoseconds since 1970.
  WorkerIntake(std::uint64_t began_ns, IntakeBudget& budget) : began_ns_(began_ns), budget_(budget) {}

  // False when it has been taken already: the request is not counted.
  bool add_metrics(std::uint64_t datapoints, const StagedMetrics& request);
  bool add_spans(std::uint64_t received, const std::vector<SpanRecord>& spans);
  bool add_logs(std::uint64_t records);

  struct Total {
    WorkerCounts counts;
    std::vector<std::pair<SeriesId, Aggregate>> streams;
    std::vector<SpanRecord> spans;
    std::uint64_t left_out = 0;       // cumulative points of too many streams, or with too many buckets, to follow
    std::uint64_t dropped_spans = 0;  // beyond the budget
  };
  // All of it; nothing is added afterwards.
  Total take();

 private:
  Stream* stream_of(const StagedPoint& point);
  // False when there is no budget for it.
  bool add(Stream& stream, const StagedPoint& point, const StagedMetrics& request);

  const std::uint64_t began_ns_;
  IntakeBudget& budget_;
  std::mutex mutex_;
  bool is_taken_ = false;
  WorkerCounts counts_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> index_;
  std::deque<Stream> streams_;
  std::vector<SpanRecord> spans_;
  std::int64_t kept_buckets_ = 0;  // taken from the budget
  std::uint64_t left_out_ = 0;
  std::uint64_t dropped_spans_ = 0;
};

}  // namespace perfbench::collector
