#include "collector/range_buckets.h"

#include <algorithm>
#include <utility>

namespace perfbench::collector {
namespace {

std::pair<double, double> ends_of(const Bucket& bucket) { return {bucket.low, bucket.high}; }

}  // namespace

void RangeBuckets::add(const Bucket& bucket) {
  std::size_t at = next_;
  if (at >= buckets_.size() || ends_of(buckets_[at]) != ends_of(bucket)) {
    const auto found = std::ranges::lower_bound(buckets_, ends_of(bucket), {}, ends_of);
    at = static_cast<std::size_t>(found - buckets_.begin());
    if (found == buckets_.end() || ends_of(*found) != ends_of(bucket)) {
      buckets_.insert(found, Bucket{bucket.low, bucket.high, 0});
    }
  }
  buckets_[at].count = saturating_add(buckets_[at].count, bucket.count);
  next_ = at + 1;
  if (buckets_.size() > kMost) merge_pairs();
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
}

}  // namespace perfbench::collector
