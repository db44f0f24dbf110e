#include "collector/staged_metrics.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace perfbench::collector {

namespace {

constexpr std::size_t kMostKnown = 65536;
// Of the memory of the largest request so far; more is given back.
constexpr std::size_t kMostPointsKept = 65536;
constexpr std::size_t kMostBucketsKept = 262144;
constexpr std::size_t kMostText = std::size_t{1} << 20;

std::uint64_t hash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::uint64_t hash(const AttributeTexts& attributes, std::uint64_t seed) {
  for (const auto& [key, value] : attributes) seed = hash(value, hash(key, seed));
  return seed;
}

std::uint64_t hash(const otlp::Metric& metric, std::uint64_t seed) {
  const std::uint64_t traits = static_cast<std::uint64_t>(metric.kind) << 8 |
                               static_cast<std::uint64_t>(metric.temporality) << 4 |
                               static_cast<std::uint64_t>(metric.monotonic);
  return hash(metric.name, hash(metric.unit, hash(metric.scope, seed ^ traits)));
}

double power_of_two(double exponent) { return std::exp2(exponent); }

}  // namespace

void StagedMetrics::clear() {
  numbers_.clear();
  points_.clear();
  buckets_.clear();
  counts_.clear();
  bounds_.clear();
  last_bounds_ = 0;
  ranges_.clear();
  valueless_ = 0;
  is_overfull_ = false;
  if (numbers_.capacity() > kMostPointsKept) numbers_ = {};
  if (points_.capacity() > kMostPointsKept) points_ = {};
  if (buckets_.capacity() > kMostBucketsKept) buckets_ = {};
  if (counts_.capacity() > kMostBucketsKept) counts_ = {};
  if (bounds_.capacity() > kMostBucketsKept) bounds_ = {};
  resource_ = resource_encoded_ = 0;
  if (known_.size() > kMostKnown) forget();
}

void StagedMetrics::forget() {
  known_.clear();
  places_.clear();
  texts_.clear();
  next_ = 0;
}

void StagedMetrics::resource(const otlp::Attributes& resource) {
  resource_ = hash(texts_of(resource.list), 0);
  resource_encoded_ = hash(resource.encoded, 0);
}

void StagedMetrics::metric(const otlp::Metric& metric) {
  metric_ = metric;
  metric_encoded_seed_ = hash(metric, resource_encoded_);
  is_cumulative_ = metric.temporality == otlp::Temporality::cumulative || metric.kind == otlp::MetricKind::summary;
}

std::string_view StagedMetrics::expected_attributes() const {
  if (next_ == known_.size() || known_[next_].metric != metric_encoded_seed_) return {};
  return std::string_view(texts_).substr(known_[next_].text, known_[next_].text_size);
}

const StagedMetrics::Known& StagedMetrics::identify(const otlp::Attributes& attributes) {
  const bool is_expected = attributes.list.empty() && !attributes.encoded.empty();
  if (!is_expected) {
    const std::uint64_t sent_as = hash(attributes.encoded, metric_encoded_seed_);
    const auto place = places_.find(sent_as);
    next_ = place != places_.end() ? place->second : learn(sent_as, attributes);
  }
  const Known& known = known_[next_];
  if (++next_ == known_.size()) next_ = 0;
  return known;
}

std::size_t StagedMetrics::learn(std::uint64_t sent_as, const otlp::Attributes& attributes) {
  const std::size_t size = attributes.encoded.size() <= kMostText - texts_.size() ? attributes.encoded.size() : 0;
  known_.push_back({.metric = metric_encoded_seed_,
                    .series = registry_.find(metric_, attributes.list),
                    .stream = hash(texts_of(attributes.list), hash(metric_, resource_)),
                    .text = texts_.size(),
                    .text_size = size});
  texts_.append(attributes.encoded.substr(0, size));
  places_.emplace(sent_as, static_cast<std::uint32_t>(known_.size() - 1));
  return known_.size() - 1;
}

const StagedMetrics::Known* StagedMetrics::recognise(const otlp::PointHeader& header, std::size_t most_buckets) {
  if (header.no_recorded_value) {
    ++valueless_;
    return nullptr;
  }
  if (numbers_.size() + points_.size() >= kMostPoints ||
      buckets_.size() + counts_.size() + most_buckets > kMostBuckets) {
    is_overfull_ = true;
    return nullptr;
  }
  return &identify(header.attributes);
}

StagedPoint& StagedMetrics::add_point(const Known& known, const otlp::PointHeader& header) {
  StagedPoint& point = points_.emplace_back();
  point.stream = known.stream;
  point.series = known.series;
  point.cumulative = is_cumulative_;
  point.start_ns = header.start_ns;
  point.time_ns = header.time_ns;
  return point;
}

void StagedMetrics::point(const otlp::NumberPoint& point) {
  const Known* known = recognise(point.header, 0);
  if (known == nullptr) return;
  if (!is_cumulative_) {
    numbers_.push_back({known->stream, point.value, known->series});
    return;
  }
  StagedPoint& staged = add_point(*known, point.header);
  staged.monotonic = metric_.monotonic;
  staged.value = point.value;
}

StagedPoint* StagedMetrics::begin_distribution(const otlp::PointHeader& header, std::size_t most_buckets) {
  const Known* known = recognise(header, most_buckets);
  if (known == nullptr) return nullptr;
  StagedPoint& point = add_point(*known, header);
  point.form = PointForm::distribution;
  point.monotonic = true;
  point.first_bucket = static_cast<std::uint32_t>(buckets_.size());
  return &point;
}

void StagedMetrics::add_range(StagedPoint& point, const std::optional<double>& min, const std::optional<double>& max) {
  if (!min || !max) return;
  point.range = static_cast<std::uint32_t>(ranges_.size());
  ranges_.push_back({*min, *max});
}

void StagedMetrics::point(const otlp::HistogramPoint& point) {
  StagedPoint* staged = begin_distribution(point.header, point.bucket_counts.size());
  if (staged == nullptr) return;
  staged->has_sum = point.sum.has_value();
  staged->value = point.sum.value_or(0);
  staged->count = point.count;
  add_range(*staged, point.min, point.max);
  add_counts(*staged, point.bounds, point.bucket_counts);
}

void StagedMetrics::add_counts(StagedPoint& point, std::span<const double> bounds,
                               std::span<const std::uint64_t> counts) {
  if (counts.empty()) return;
  if (!std::ranges::equal(bounds, std::span(bounds_).subspan(last_bounds_))) {
    last_bounds_ = bounds_.size();
    bounds_.insert(bounds_.end(), bounds.begin(), bounds.end());
  }
  point.first_bound = static_cast<std::uint32_t>(last_bounds_);
  point.first_bucket = static_cast<std::uint32_t>(counts_.size());
  point.buckets = static_cast<std::uint32_t>(counts.size());
  counts_.insert(counts_.end(), counts.begin(), counts.end());
}

std::optional<BoundedCounts> StagedMetrics::histogram_of(const StagedPoint& point) const {
  if (point.first_bound == UINT32_MAX) return std::nullopt;
  return BoundedCounts{.bounds = std::span(bounds_).subspan(point.first_bound, point.buckets - 1),
                       .counts = std::span(counts_).subspan(point.first_bucket, point.buckets)};
}

std::vector<Bucket> StagedMetrics::buckets_of(const StagedPoint& point) const {
  std::vector<Bucket> buckets;
  if (const auto histogram = histogram_of(point)) {
    for (std::size_t i = 0; i < point.buckets; ++i) buckets.push_back(histogram->bucket(i));
  } else {
    const auto staged = std::span(buckets_).subspan(point.first_bucket, point.buckets);
    buckets.assign(staged.begin(), staged.end());
  }
  return buckets;
}

void StagedMetrics::add_buckets(const otlp::ExponentialHistogramPoint& point) {
  const double width = power_of_two(-point.scale);  // of a bucket, in powers of two
  const auto bound = [&](std::int64_t index) { return power_of_two(static_cast<double>(index) * width); };
  for (std::size_t i = 0; i < point.positive.counts.size(); ++i) {
    if (point.positive.counts[i] == 0) continue;
    const std::int64_t index = point.positive.offset + static_cast<std::int64_t>(i);
    buckets_.push_back({bound(index), bound(index + 1), point.positive.counts[i]});
  }
  for (std::size_t i = 0; i < point.negative.counts.size(); ++i) {
    if (point.negative.counts[i] == 0) continue;
    const std::int64_t index = point.negative.offset + static_cast<std::int64_t>(i);
    buckets_.push_back({-bound(index + 1), -bound(index), point.negative.counts[i]});
  }
  if (point.zero_count > 0) buckets_.push_back({-point.zero_threshold, point.zero_threshold, point.zero_count});
}

void StagedMetrics::point(const otlp::ExponentialHistogramPoint& point) {
  StagedPoint* staged =
      begin_distribution(point.header, point.positive.counts.size() + point.negative.counts.size() + 1);
  if (staged == nullptr) return;
  staged->has_sum = point.sum.has_value();
  staged->value = point.sum.value_or(0);
  staged->count = point.count;
  add_range(*staged, point.min, point.max);
  add_buckets(point);
  staged->buckets = static_cast<std::uint32_t>(buckets_.size()) - staged->first_bucket;
}

// The values between two quantiles are as many as the quantiles are apart.
void StagedMetrics::point(const otlp::SummaryPoint& point) {
  StagedPoint* staged = begin_distribution(point.header, point.quantiles.size() + 1);
  if (staged == nullptr) return;
  staged->value = point.sum;
  staged->count = point.count;
  std::vector<otlp::QuantileValue> quantiles(point.quantiles.begin(), point.quantiles.end());
  std::ranges::sort(quantiles, {}, &otlp::QuantileValue::quantile);
  if (quantiles.size() > 1 && quantiles.front().quantile == 0 && quantiles.back().quantile == 1) {
    add_range(*staged, quantiles.front().value, quantiles.back().value);
  }
  const auto rank = [&](double quantile) {
    return static_cast<std::uint64_t>(std::llround(quantile * static_cast<double>(point.count)));
  };
  double lower = -std::numeric_limits<double>::infinity();
  std::uint64_t below = 0;
  for (const otlp::QuantileValue& quantile : quantiles) {
    const std::uint64_t up_to = std::max(below, rank(quantile.quantile));
    if (up_to > below) buckets_.push_back({lower, quantile.value, up_to - below});
    lower = quantile.value;
    below = up_to;
  }
  if (!quantiles.empty() && point.count > below) {
    buckets_.push_back({lower, std::numeric_limits<double>::infinity(), point.count - below});
  }
  staged->buckets = static_cast<std::uint32_t>(buckets_.size()) - staged->first_bucket;
}

}  // namespace perfbench::collector
