#include "collector/cumulative_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace perfbench::collector {
namespace {

// Of a bucket's way from `low` to `high`, what lies before `value` inside it.
double share_before(double value, const Bucket& bucket) {
  const double width = bucket.high - bucket.low;
  if (std::isfinite(width)) return (value - bucket.low) / width;
  return (value / 2 - bucket.low / 2) / (bucket.high / 2 - bucket.low / 2);
}

}  // namespace

CumulativeCurve::CumulativeCurve(std::vector<Bucket> buckets) : buckets_(std::move(buckets)) {
  std::ranges::sort(buckets_, {}, &Bucket::low);
  for (const auto& bucket : buckets_) {
    corners_.push_back(bucket.low);
    corners_.push_back(bucket.high);
  }
  std::ranges::sort(corners_);
  corners_.erase(std::unique(corners_.begin(), corners_.end()), corners_.end());
  if (!corners_.empty()) total_ = rank_of(corners_.back(), AtEnd::included);
}

double CumulativeCurve::rank_of(double value, AtEnd at_end) const {
  double rank = 0;
  for (const auto& bucket : buckets_) {
    if (bucket.low > value) break;
    const auto count = static_cast<double>(bucket.count);
    const bool is_step = bucket.low == bucket.high;
    if (bucket.high < value || (is_step && at_end == AtEnd::included)) {
      rank += count;
    } else if (!is_step) {
      rank += count * share_before(value, bucket);
    }
  }
  return rank;
}

double CumulativeCurve::value_at(double rank) const {
  const auto end =
      std::ranges::partition_point(corners_, [&](double corner) { return rank_of(corner, AtEnd::included) < rank; });
  if (end == corners_.end()) return corners_.back();
  if (end == corners_.begin()) return corners_.front();
  const double begin = *(end - 1);
  const double rank_at_begin = rank_of(begin, AtEnd::included);
  const double rank_at_end = rank_of(*end, AtEnd::excluded);
  if (rank >= rank_at_end) return *end;
  return std::lerp(begin, *end, (rank - rank_at_begin) / (rank_at_end - rank_at_begin));
}

}  // namespace perfbench::collector
