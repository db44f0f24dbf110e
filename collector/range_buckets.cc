#include "collector/range_buckets.h"

#include <algorithm>
#include <utility>

namespace perfbench::collector {
namespace {

std::pair<double, double> ends_of(const Bucket& bucket) { return {bucket.low, bucket.high}; }

}  // namespace

void RangeBuckets::add(const Bucket& bucket) {
  const std::size_t at = find(bucket);
  if (at == buckets_.size() || ends_of(buckets_[at]) != ends_of(bucket)) {
    buckets_.insert(buckets_.begin() + static_cast<std::ptrdiff_t>(at), Bucket{bucket.low, bucket.high, 0});
    is_again_known_ = false;
  }
  buckets_[at].count = saturating_add(buckets_[at].count, bucket.count);
  next_ = at + 1;
  if (buckets_.size() > kMost) merge_pairs();
}

// The first that is not below it.
std::size_t RangeBuckets::find(const Bucket& bucket) const {
  constexpr std::size_t kNear = 16;
  const auto is_below = [&](std::size_t place) { return ends_of(buckets_[place]) < ends_of(bucket); };
  const std::size_t first = next_ > 0 && next_ <= buckets_.size() && is_below(next_ - 1) ? next_ : 0;
  const std::size_t last = std::min(buckets_.size(), first + kNear);
  std::size_t at = first;
  while (at < last && is_below(at)) ++at;
  if (at < last || last == buckets_.size()) return at;
  const auto far = std::ranges::lower_bound(buckets_, ends_of(bucket), {}, ends_of);
  return static_cast<std::size_t>(far - buckets_.begin());
}

// A program's bounds stay the same, so that one look tells where its buckets are.
bool RangeBuckets::add_again(const BoundedCounts& histogram) {
  if (histogram.counts.empty()) return true;
  if (!is_again_known_ || !std::ranges::equal(histogram.bounds, again_bounds_)) {
    is_again_known_ = find_again(histogram);
    if (!is_again_known_) return false;
    again_bounds_.assign(histogram.bounds.begin(), histogram.bounds.end());
  }
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    std::uint64_t& count = buckets_[again_ + i].count;
    count = saturating_add(count, histogram.counts[i]);
  }
  return true;
}

bool RangeBuckets::find_again(const BoundedCounts& histogram) {
  again_ = find(histogram.bucket(0));
  if (histogram.counts.size() > buckets_.size() - again_) return false;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    if (ends_of(buckets_[again_ + i]) != ends_of(histogram.bucket(i))) return false;
  }
  return true;
}

void RangeBuckets::merge(const RangeBuckets& other) {
  for (const auto& bucket : other.buckets_) add(bucket);
}

// The order stays: of two pairs, the latter has the higher lower end or, of the same, the higher upper one.
void RangeBuckets::merge_pairs() {
  std::vector<Bucket> merged;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (i % 2 == 0) {
      merged.push_back(buckets_[i]);
    } else {
      merged.back().high = std::max(merged.back().high, buckets_[i].high);
      merged.back().count = saturating_add(merged.back().count, buckets_[i].count);
    }
  }
  buckets_ = std::move(merged);
  is_again_known_ = false;
}

}  // namespace perfbench::collector
