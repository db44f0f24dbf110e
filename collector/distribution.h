// How the values of a metric are distributed, in bounded memory, whether they came one by one or as histograms.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "collector/bucket.h"
#include "collector/range_buckets.h"
#include "collector/value_buckets.h"

namespace perfbench::collector {

// Values have whatever unit their metric has, and any sign. Up to kMostExact single values are kept as they are; more
// of them are put, that many at a time, in buckets at most 1/128 of a value wide (ValueBuckets): put there one by one,
// each would wait for memory. What histograms counted is in the histograms' own (RangeBuckets). An empty one allocates
// nothing; a full one takes 300 kB.
class Distribution {
 public:
  static constexpr std::size_t kMostExact = 256;

  // Infinities count as the largest and the lowest finite value. NaN is left out: who cares for its number counts it.
  void add(double value, std::uint64_t count = 1);

  // Each as by add(); none may be infinite or NaN.
  void add_finite(std::span<const double> values);

  // Values of which is known only that they lie in (lower, upper]. A bound may be infinite: then note_range() limits
  // the values, or else the other bound does. Equal bounds are a single value; NaN, and a lower bound above the upper
  // one, are left out.
  void add_bucket(double lower, double upper, std::uint64_t count);

  // Each bucket as by add_bucket().
  void add_histogram(const BoundedCounts& histogram);

  // The extremes of what a histogram counted; one that is infinite is not known. Of several calls the outermost hold. A
  // bucket is clipped to them, but for one that lies outside: its histogram had told no extremes.
  void note_range(double min, double max);

  // `other` is another object.
  void merge(const Distribution& other);

  // All values, those too of which nothing else is known; the largest number when there are more.
  std::uint64_t count() const { return count_; }

  // Whether quantiles are those of the values themselves; else they are interpolated.
  bool exact() const { return !values_ && !ranges_; }

  // Quantile q in [0, 1]; absent of no values, and where buckets without any bound are all that is known.
  //   Single values: interpolated between order statistics at index q * (n - 1), as analysis/statistics.h has it
  //   (Hyndman & Fan 1996, type 7). Each of these is exact, or off by less than 1/128 of itself: by 1/64, 1/32 and so
  //   on if the values need more buckets than there are.
  //   With histograms: the value at rank q * n when values are spread evenly inside their buckets, which is off by the
  //   width of a bucket at most.
  // It takes microseconds, of a full one some tenths of a millisecond.
  std::optional<double> quantile(double q) const;

 private:
  std::vector<Bucket> known_buckets() const;
  Bucket clipped(Bucket bucket) const;
  void empty_into_buckets();

  std::uint64_t count_ = 0;
  std::vector<double> singles_;                                 // those that are not in values_
  std::unique_ptr<ValueBuckets> values_;                        // absent while values are exact
  std::unique_ptr<RangeBuckets> ranges_;                        // absent without histograms
  double noted_min_ = std::numeric_limits<double>::infinity();  // nothing was noted
  double noted_max_ = -std::numeric_limits<double>::infinity();
};

}  // namespace perfbench::collector
