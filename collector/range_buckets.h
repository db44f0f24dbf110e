// Values known only by the buckets of the histograms that counted them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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
  // As add() of each, if all are there already, side by side; else false, and nothing is done.
  bool add_again(std::span<const Bucket> buckets);
  void merge(const RangeBuckets& other);

  // Ascending by their lower ends; some may be empty.
  const std::vector<Bucket>& buckets() const { return buckets_; }

 private:
  std::size_t find(const Bucket& bucket) const;
  void merge_pairs();

  std::vector<Bucket> buckets_;
  std::size_t again_ = 0;  // where those of add_again() began last
  std::size_t next_ = 0;   // behind the last one found: histograms tell their buckets in order
};

}  // namespace perfbench::collector
