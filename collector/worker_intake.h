// All that one worker sends, until it is folded into the run's figures.
#pragma once

#include <array>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
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
  // Where the points of a stream come in. Numbers wait here for each other, so that most of them touch no other memory
  // than this.
  struct alignas(64) Place {
    std::uint64_t key = 0;
    std::uint32_t stream = 0;  // in streams_
    std::uint32_t used = 0;    // of numbers
    std::array<double, 14> numbers{};
  };

  Place* place_of(std::uint64_t stream, SeriesId series, bool cumulative);
  std::optional<std::size_t> find_place(std::uint64_t stream, SeriesId series, bool cumulative);
  void add(const StagedNumber& number);
  void add(const StagedPoint& point, const StagedMetrics& request);
  void add_cumulative(Stream& stream, const StagedPoint& point, const StagedMetrics& request);
  void empty(Place& place);

  const std::uint64_t began_ns_;
  IntakeBudget& budget_;
  std::mutex mutex_;
  bool is_taken_ = false;
  WorkerCounts counts_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> index_;
  std::vector<Place> places_;  // one a stream
  std::vector<Stream> streams_;
  std::size_t next_ = 0;  // in places_, behind that of the last point: exporters keep their order
  std::vector<SpanRecord> spans_;
  std::int64_t kept_buckets_ = 0;  // taken from the budget
  std::uint64_t left_out_ = 0;
  std::uint64_t dropped_spans_ = 0;
};

}  // namespace perfbench::collector
