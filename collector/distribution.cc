#include "collector/distribution.h"

#include <algorithm>
#include <cmath>

#include "collector/cumulative_curve.h"

namespace perfbench::collector {

void Distribution::add(double value, std::uint64_t count) {
  if (std::isnan(value) || count == 0) return;
  using Limits = std::numeric_limits<double>;
  const double finite = std::clamp(value, Limits::lowest(), Limits::max()) + 0.0;  // -0.0 + 0.0 is 0.0
  count_ = saturating_add(count_, count);
  if (count == 1 && singles_.size() < kMostExact) return singles_.push_back(finite);
  if (count <= kMostExact - singles_.size()) {
    singles_.insert(singles_.end(), count, finite);
    return;
  }
  empty_into_buckets();
  values_->add(finite, count);
}

void Distribution::add_finite(std::span<const double> values) {
  if (values.size() > kMostExact - singles_.size()) {
    for (const double value : values) add(value);
    return;
  }
  count_ = saturating_add(count_, values.size());
  for (const double value : values) singles_.push_back(value + 0.0);  // -0.0 + 0.0 is 0.0
}

void Distribution::empty_into_buckets() {
  if (!values_) values_ = std::make_unique<ValueBuckets>();
  values_->add(singles_);
  singles_.clear();
}

void Distribution::add_bucket(double lower, double upper, std::uint64_t count) {
  if (lower == upper) add(upper, count);
  if (!(lower < upper) || count == 0) return;
  count_ = saturating_add(count_, count);
  if (!ranges_) ranges_ = std::make_unique<RangeBuckets>();
  ranges_->add({lower, upper, count});
}

// Empty buckets are kept as well: so the next histogram finds its own side by side.
void Distribution::add_histogram(const BoundedCounts& histogram) {
  if (ranges_ && ranges_->add_again(histogram)) {
    for (const std::uint64_t count : histogram.counts) count_ = saturating_add(count_, count);
    return;
  }
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const Bucket bucket = histogram.bucket(i);
    add_bucket(bucket.low, bucket.high, bucket.count);
    if (bucket.count == 0 && bucket.low < bucket.high && ranges_) ranges_->add(bucket);
  }
}

void Distribution::note_range(double min, double max) {
  if (min > max) return;
  if (std::isfinite(min)) noted_min_ = std::min(noted_min_, min);
  if (std::isfinite(max)) noted_max_ = std::max(noted_max_, max);
}

void Distribution::merge(const Distribution& other) {
  for (const double value : other.singles_) add(value);
  const std::uint64_t rest = other.count_ - other.singles_.size();
  if (other.values_) {
    if (!values_) empty_into_buckets();
    values_->merge(*other.values_);
  }
  if (other.ranges_) {
    if (!ranges_) ranges_ = std::make_unique<RangeBuckets>();
    ranges_->merge(*other.ranges_);
  }
  count_ = saturating_add(count_, rest);
  noted_min_ = std::min(noted_min_, other.noted_min_);
  noted_max_ = std::max(noted_max_, other.noted_max_);
}

Bucket Distribution::clipped(Bucket bucket) const {
  const double min = std::isfinite(noted_min_) ? noted_min_ : bucket.low;
  const double max = std::isfinite(noted_max_) ? noted_max_ : bucket.high;
  if (min <= bucket.high && bucket.low < max) {
    bucket.low = std::max(bucket.low, min);
    bucket.high = std::min(bucket.high, max);
  }
  if (std::isinf(bucket.low)) bucket.low = bucket.high;
  if (std::isinf(bucket.high)) bucket.high = bucket.low;
  return bucket;
}

std::vector<Bucket> Distribution::known_buckets() const {
  std::vector<Bucket> known;
  if (values_) {
    ValueBuckets all = *values_;
    all.add(singles_);
    all.append_to(known);
  } else {
    for (const double value : singles_) known.push_back({value, value, 1});
  }
  if (ranges_) {
    for (const auto& range : ranges_->buckets()) {
      const Bucket bucket = clipped(range);
      if (bucket.count > 0 && std::isfinite(bucket.low)) known.push_back(bucket);
    }
  }
  return known;
}

std::optional<double> Distribution::quantile(double q) const {
  const CumulativeCurve curve(known_buckets());
  const double n = curve.total();
  if (n == 0) return std::nullopt;
  if (ranges_) return curve.value_at(q * n);
  if (n == 1) return curve.value_at(n);
  // The order statistic k lies at rank k * n / (n - 1), which is inside its own bucket always: first and last at its
  // ends.
  const double index = q * (n - 1);
  const double below = std::floor(index);
  return std::lerp(curve.value_at(below * n / (n - 1)), curve.value_at((below + 1) * n / (n - 1)), index - below);
}

}  // namespace perfbench::collector
