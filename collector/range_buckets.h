// Values known only by the buckets of the histograms that counted them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "collector/bucket.h"

namespace perfbench::collector {

// Equal intervals are one bucket. Different ones may overlap: a program's histograms need not have the same bounds.
// Beyond kMost, neighbours are merged in pairs into what holds both.
class RangeBuckets {
 public:
  static constexpr std::size_t kMost = 4096;

  // low < high; either may be infinite.
  void add(const Bucket& bucket);
  // As add() of each bucket, if all are there already, side by side; else false, and nothing is done.
  bool add_again(const BoundedCounts& histogram);
  void merge(const RangeBuckets& other);

  // Ascending by their lower ends; some may be empty.
  const std::vector<Bucket>& buckets() const { return buckets_; }

 private:
  std::size_t find(const Bucket& bucket) const;
  bool find_again(const BoundedCounts& histogram);
  void merge_pairs();

  std::vector<Bucket> buckets_;
  bool is_again_known_ = false;
  std::vector<double> again_bounds_;  // of add_again(): those that it knows
  std::size_t again_ = 0;             // where their buckets begin
  std::size_t next_ = 0;              // behind the last one found: histograms tell their buckets in order
};

}  // namespace perfbench::collector
