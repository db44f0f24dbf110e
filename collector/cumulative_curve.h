// How many of all values lie below a value, when these are known by buckets; and the inverse.
#pragma once

#include <vector>

#include "collector/bucket.h"

namespace perfbench::collector {

// The sum of its buckets, each of which rises linearly from its lower end to its upper one, or at once when it is a
// single value. Buckets may overlap; their ends are finite.
class CumulativeCurve {
 public:
  explicit CumulativeCurve(std::vector<Bucket> buckets);

  // The number of values, 0 of no buckets.
  double total() const { return total_; }

  // The lowest value at which the curve reaches `rank`, in [0, total()]. There is one bucket or more.
  double value_at(double rank) const;

 private:
  enum class AtEnd { included, excluded };
  // Values up to `value`, those that are exactly there with it or without.
  double rank_of(double value, AtEnd at_end) const;

  std::vector<Bucket> buckets_;  // ascending by `low`
  std::vector<double> corners_;  // ascending: between two of them the curve is straight
  double total_ = 0;
};

}  // namespace perfbench::collector
