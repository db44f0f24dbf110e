#include "collector/worker_intake.h"

#include <utility>

namespace perfbench::collector {

namespace {

constexpr std::size_t kMostStreams = 4096;

}  // namespace

// Beyond the bound, points without a past share a stream a series; those of cumulative streams cannot.
Stream* WorkerIntake::stream_of(const StagedPoint& point) {
  if (const auto known = index_.find(point.stream); known != index_.end()) return &streams_[known->second];
  const bool is_full = streams_.size() >= kMostStreams;
  if (is_full && point.cumulative) return nullptr;
  const std::uint64_t key = is_full ? point.series : point.stream;
  const auto [place, is_new] = index_.emplace(key, static_cast<std::uint32_t>(streams_.size()));
  if (is_new) streams_.emplace_back(point.series);
  return &streams_[place->second];
}

bool WorkerIntake::add(Stream& stream, const StagedPoint& point, const StagedMetrics& request) {
  const std::int64_t before = stream.kept_buckets();
  if (point.cumulative && budget_.buckets < Stream::kCopies * std::int64_t{point.buckets} - before) return false;
  stream.add(point, request, began_ns_);
  const std::int64_t more = stream.kept_buckets() - before;
  kept_buckets_ += more;
  budget_.buckets -= more;
  return true;
}

bool WorkerIntake::add_metrics(std::uint64_t datapoints, const StagedMetrics& request) {
  const std::lock_guard lock(mutex_);
  if (is_taken_) return false;
  ++counts_.payloads;
  counts_.datapoints += datapoints;
  for (const StagedPoint& point : request.points()) {
    Stream* stream = stream_of(point);
    if (stream == nullptr || !add(*stream, point, request)) ++left_out_;
  }
  return true;
}

bool WorkerIntake::add_spans(std::uint64_t received, const std::vector<SpanRecord>& spans) {
  const std::lock_guard lock(mutex_);
  if (is_taken_) return false;
  ++counts_.payloads;
  counts_.spans += received;
  const auto more = static_cast<std::int64_t>(spans.size());
  if (budget_.spans.fetch_sub(more) < more) {
    budget_.spans += more;
    dropped_spans_ += spans.size();
  } else {
    spans_.insert(spans_.end(), spans.begin(), spans.end());
  }
  return true;
}

bool WorkerIntake::add_logs(std::uint64_t records) {
  const std::lock_guard lock(mutex_);
  if (is_taken_) return false;
  ++counts_.payloads;
  counts_.log_records += records;
  return true;
}

WorkerIntake::Total WorkerIntake::take() {
  const std::lock_guard lock(mutex_);
  is_taken_ = true;
  budget_.spans += static_cast<std::int64_t>(spans_.size());
  budget_.buckets += kept_buckets_;
  Total total{.counts = counts_,
              .streams = {},
              .spans = std::move(spans_),
              .left_out = left_out_,
              .dropped_spans = dropped_spans_};
  for (Stream& stream : streams_) {
    const SeriesId series = stream.series();
    total.streams.emplace_back(series, std::move(stream).take_total());
  }
  streams_.clear();
  index_ = {};
  return total;
}

}  // namespace perfbench::collector
