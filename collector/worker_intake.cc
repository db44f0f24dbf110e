#include "collector/worker_intake.h"

#include <utility>

namespace perfbench::collector {

namespace {

constexpr std::size_t kMostStreams = 4096;

}  // namespace

// Null where it would be one too many.
WorkerIntake::Place* WorkerIntake::place_of(std::uint64_t stream, SeriesId series, bool cumulative) {
  if (next_ == places_.size()) next_ = 0;
  if (next_ == places_.size() || places_[next_].key != stream) {
    const std::optional<std::size_t> found = find_place(stream, series, cumulative);
    if (!found) return nullptr;
    next_ = *found;
  }
  return &places_[next_++];
}

// Beyond the bound, points without a past share a stream a series; those of cumulative streams cannot.
std::optional<std::size_t> WorkerIntake::find_place(std::uint64_t stream, SeriesId series, bool cumulative) {
  if (const auto known = index_.find(stream); known != index_.end()) return known->second;
  const bool is_full = streams_.size() >= kMostStreams;
  if (is_full && cumulative) return std::nullopt;
  const std::uint64_t key = is_full ? series : stream;
  const auto [place, is_new] = index_.emplace(key, static_cast<std::uint32_t>(streams_.size()));
  if (is_new) {
    streams_.emplace_back(series);
    places_.push_back({.key = key, .stream = place->second});
  }
  return place->second;
}

void WorkerIntake::empty(Place& place) {
  streams_[place.stream].add_numbers(std::span(place.numbers).first(place.used));
  place.used = 0;
}

void WorkerIntake::add(const StagedNumber& number) {
  Place& place = *place_of(number.stream, number.series, false);
  if (place.used == place.numbers.size()) empty(place);
  place.numbers[place.used++] = number.value;
}

void WorkerIntake::add(const StagedPoint& point, const StagedMetrics& request) {
  Place* place = place_of(point.stream, point.series, point.cumulative);
  if (place == nullptr) {
    ++left_out_;
  } else if (point.cumulative) {
    add_cumulative(streams_[place->stream], point, request);
  } else {
    streams_[place->stream].add(point, request, began_ns_);
  }
}

// Where there is no budget for its buckets, the point is left out.
void WorkerIntake::add_cumulative(Stream& stream, const StagedPoint& point, const StagedMetrics& request) {
  const std::int64_t before = stream.kept_buckets();
  if (budget_.buckets < Stream::kCopies * std::int64_t{point.buckets} - before) {
    ++left_out_;
    return;
  }
  stream.add(point, request, began_ns_);
  const std::int64_t more = stream.kept_buckets() - before;
  kept_buckets_ += more;
  budget_.buckets -= more;
}

bool WorkerIntake::add_metrics(std::uint64_t datapoints, const StagedMetrics& request) {
  const std::lock_guard lock(mutex_);
  if (is_taken_) return false;
  ++counts_.payloads;
  counts_.datapoints += datapoints;
  for (const StagedNumber& number : request.numbers()) add(number);
  for (const StagedPoint& point : request.points()) add(point, request);
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
  for (Place& place : places_) empty(place);
  for (Stream& stream : streams_) {
    const SeriesId series = stream.series();
    total.streams.emplace_back(series, std::move(stream).take_total());
  }
  streams_ = std::vector<Stream>();
  places_ = std::vector<Place>();
  index_ = {};
  return total;
}

}  // namespace perfbench::collector
