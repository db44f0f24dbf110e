#include "otlp/contradictions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "otlp/span_ids.h"

namespace perfbench::otlp {

namespace {

// Far beyond any that a double has use for: from -11 on a single bucket holds all of them.
constexpr std::int32_t kMostScale = 100;

// False where they do not fit into 64 bits.
bool add_counts(std::span<const std::uint64_t> counts, std::uint64_t& total) {
  return std::ranges::none_of(counts,
                              [&](std::uint64_t count) { return __builtin_add_overflow(total, count, &total); });
}

bool ascend(std::span<const double> bounds) {
  if (!bounds.empty() && std::isnan(bounds.front())) return false;
  return std::ranges::adjacent_find(bounds, [](double low, double high) { return !(low < high); }) == bounds.end();
}

bool within_reach(const ExponentialBuckets& buckets) {
  return std::cmp_less_equal(buckets.counts.size(),
                             std::int64_t{std::numeric_limits<std::int32_t>::max()} - buckets.offset);
}

bool is_id(std::string_view id, std::size_t size) { return id.size() == size && !id_or_none(id).empty(); }

}  // namespace

const char* contradiction(const HistogramPoint& point) {
  const bool without_buckets = point.bucket_counts.empty() && point.bounds.empty();
  if (without_buckets) return nullptr;
  if (point.bucket_counts.size() != point.bounds.size() + 1) {
    return "a histogram has one bucket count more than it has bounds";
  }
  if (!ascend(point.bounds)) return "the bounds of a histogram ascend";
  std::uint64_t total = 0;
  if (!add_counts(point.bucket_counts, total) || total != point.count) {
    return "the bucket counts of a histogram add up to its count";
  }
  return nullptr;
}

const char* contradiction(const ExponentialHistogramPoint& point) {
  if (point.scale > kMostScale || point.scale < -kMostScale) {
    return "the scale of an exponential histogram is between -100 and 100";
  }
  if (!within_reach(point.positive) || !within_reach(point.negative)) {
    return "the buckets of an exponential histogram have indices of 32 bits";
  }
  std::uint64_t total = point.zero_count;
  if (!add_counts(point.positive.counts, total) || !add_counts(point.negative.counts, total) || total != point.count) {
    return "the bucket counts of an exponential histogram add up to its count";
  }
  return nullptr;
}

const char* contradiction(const SummaryPoint& point) {
  const bool all_within = std::ranges::all_of(
      point.quantiles, [](const QuantileValue& at) { return at.quantile >= 0 && at.quantile <= 1; });
  return all_within ? nullptr : "a quantile is between 0 and 1";
}

const char* contradiction(const Span& span) {
  if (!is_id(span.trace_id, 16)) return "a trace id has 16 bytes, not all of them 0";
  if (!is_id(span.span_id, 8)) return "a span id has 8 bytes, not all of them 0";
  if (!span.parent_span_id.empty() && span.parent_span_id.size() != 8) return "the id of a parent span has 8 bytes";
  return nullptr;
}

}  // namespace perfbench::otlp
