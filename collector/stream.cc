#include "collector/stream.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace perfbench::collector {

namespace {

// Less those of `base`, which has the same bounds as long as its sender does not change them.
std::vector<Bucket> less_base(std::vector<Bucket> buckets, const std::vector<Bucket>& base) {
  std::map<std::pair<double, double>, std::uint64_t> before;
  for (const Bucket& bucket : base) before[{bucket.low, bucket.high}] += bucket.count;
  for (Bucket& bucket : buckets) {
    if (const auto old = before.find({bucket.low, bucket.high}); old != before.end()) {
      bucket.count -= std::min(bucket.count, old->second);
    }
  }
  return buckets;
}

}  // namespace

void Aggregate::add_sum(double value) {
  has_sum_ = true;
  const double sum = bounded_sum(sum_, value);
  carry_ = bounded_sum(carry_, std::abs(sum_) >= std::abs(value) ? (sum_ - sum) + value : (value - sum) + sum_);
  sum_ = sum;
}

void Aggregate::add_range(double min, double max) {
  min_ = std::min(min_, min);
  max_ = std::max(max_, max);
}

void Aggregate::add_number(double value) {
  ++points_;
  ++count_;
  if (!std::isfinite(value)) return;
  add_sum(value);
  add_range(value, value);
  distribution_.add(value);
}

void Aggregate::add_numbers(std::span<const double> values) {
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) {
    for (const double value : values) add_number(value);
    return;
  }
  points_ += static_cast<double>(values.size());
  count_ += static_cast<double>(values.size());
  for (const double value : values) {
    add_sum(value);
    add_range(value, value);
  }
  distribution_.add_finite(values);
}

void Aggregate::add_distribution(std::uint64_t count, std::optional<double> sum, std::span<const Bucket> buckets,
                                 const StagedRange* range) {
  add_distribution(count, sum, range);
  for (const Bucket& bucket : buckets) distribution_.add_bucket(bucket.low, bucket.high, bucket.count);
}

void Aggregate::add_histogram(std::uint64_t count, std::optional<double> sum, const BoundedCounts& histogram,
                              const StagedRange* range) {
  add_distribution(count, sum, range);
  distribution_.add_histogram(histogram);
}

void Aggregate::add_distribution(std::uint64_t count, std::optional<double> sum, const StagedRange* range) {
  ++points_;
  count_ += static_cast<double>(count);
  if (sum && std::isfinite(*sum)) add_sum(*sum);
  if (count == 0) return;
  if (range != nullptr && std::isfinite(range->min) && std::isfinite(range->max)) {
    add_range(range->min, range->max);
    distribution_.note_range(range->min, range->max);
  } else {
    range_known_ = false;
  }
}

void Aggregate::merge(const Aggregate& other) {
  points_ += other.points_;
  count_ += other.count_;
  if (other.has_sum_) {
    add_sum(other.sum_);
    add_sum(other.carry_);
  }
  range_known_ = range_known_ && other.range_known_;
  add_range(other.min_, other.max_);
  distribution_.merge(other.distribution_);
}

Measured Aggregate::sum() const { return has_sum_ ? Measured(value_sum()) : std::nullopt; }
Measured Aggregate::mean() const { return has_sum_ && count_ > 0 ? Measured(value_sum() / count_) : std::nullopt; }
Measured Aggregate::min() const { return range_known_ && min_ <= max_ ? Measured(min_) : std::nullopt; }
Measured Aggregate::max() const { return range_known_ && min_ <= max_ ? Measured(max_) : std::nullopt; }

void Stream::add(const StagedPoint& point, const StagedMetrics& request, std::uint64_t began_ns) {
  if (point.cumulative) return add_cumulative(point, request, began_ns);
  const auto sum = point.has_sum ? std::optional(point.value) : std::nullopt;
  if (const auto histogram = request.histogram_of(point)) {
    total_.add_histogram(point.count, sum, *histogram, request.range_of(point));
  } else {
    total_.add_distribution(point.count, sum, request.buckets_of(point), request.range_of(point));
  }
}

void Stream::add_cumulative(const StagedPoint& point, const StagedMetrics& request, std::uint64_t began_ns) {
  bool fell = false;
  if (last_) {
    if (point.start_ns <= last_->start_ns && point.time_ns < last_->time_ns) return;  // an older one, late
    const bool is_less = point.form == PointForm::number ? point.value < last_->value : point.count < last_->count;
    fell = point.start_ns == last_->start_ns && point.monotonic && is_less;
    if (point.start_ns != last_->start_ns || fell) end_segment();
  }
  const bool is_first = !last_;
  if (is_first) last_ = std::make_unique<Cumulative>();
  last_->form = point.form;
  last_->value = point.value;
  last_->has_sum = point.has_sum;
  last_->count = point.count;
  last_->start_ns = point.start_ns;
  last_->time_ns = point.time_ns;
  last_->buckets = request.buckets_of(point);
  last_->range.reset();
  if (const StagedRange* range = request.range_of(point)) last_->range = *range;
  // What fell began again while the worker ran, whatever it says of its start.
  if (is_first && !fell && point.start_ns != 0 && point.start_ns < began_ns) {
    last_->base_value = point.value;
    last_->base_count = point.form == PointForm::number ? 0 : point.count;
    last_->base_buckets = last_->buckets;
  }
}

void Stream::end_segment() {
  const double value = last_->value - last_->base_value;
  if (last_->form == PointForm::number) {
    total_.add_number(value);
  } else {
    total_.add_distribution(last_->count - std::min(last_->count, last_->base_count),
                            last_->has_sum ? std::optional(value) : std::nullopt,
                            less_base(std::move(last_->buckets), last_->base_buckets),
                            last_->range && last_->base_count == 0 ? &*last_->range : nullptr);
  }
  last_.reset();
}

std::int64_t Stream::kept_buckets() const {
  return last_ ? static_cast<std::int64_t>(last_->buckets.size() + last_->base_buckets.size()) : 0;
}

Aggregate Stream::take_total() && {
  if (last_) end_segment();
  return std::move(total_);
}

}  // namespace perfbench::collector
