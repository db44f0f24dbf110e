// What one stream of points adds up to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "collector/distribution.h"
#include "collector/staged_metrics.h"
#include "model/run_figures.h"

namespace perfbench::collector {

// Values come from outside: where a sum has no end, it stays at the largest number.
inline double bounded_sum(double a, double b) {
  using Limits = std::numeric_limits<double>;
  return std::clamp(a + b, Limits::lowest(), Limits::max());
}

// Of a metric, a series or a stream: points and what they measured. Values that are no finite numbers are counted as
// points and are in no sum, extreme or quantile.
class Aggregate {
 public:
  void add_number(double value);
  void add_numbers(std::span<const double> values);
  // `range`: null where it is not known.
  void add_distribution(std::uint64_t count, std::optional<double> sum, std::span<const Bucket> buckets,
                        const StagedRange* range);
  void add_histogram(std::uint64_t count, std::optional<double> sum, const BoundedCounts& histogram,
                     const StagedRange* range);
  void merge(const Aggregate& other);

  double points() const { return points_; }
  double count() const { return count_; }
  Measured sum() const;  // absent when no point told one
  double value_sum() const { return bounded_sum(sum_, carry_); }
  Measured mean() const;  // sum / count
  Measured min() const;   // absent when nothing, or not all, is known of it
  Measured max() const;
  const Distribution& distribution() const { return distribution_; }

 private:
  // All but the buckets.
  void add_distribution(std::uint64_t count, std::optional<double> sum, const StagedRange* range);
  void add_sum(double value);
  void add_range(double min, double max);

  double points_ = 0;
  double count_ = 0;
  double sum_ = 0;
  double carry_ = 0;  // what sum_ has lost to rounding (Neumaier 1974)
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
  bool has_sum_ = false;
  bool range_known_ = true;
  Distribution distribution_;
};

// Delta points and gauges add up as they come. Of a cumulative stream its last point counts, less what it had when the
// worker began; after a reset (a later start, or less than before) it counts anew. Points that come late, after newer
// ones, are left out.
class Stream {
 public:
  explicit Stream(SeriesId series) : series_(series) {}

  SeriesId series() const { return series_; }

  // Of deltas or gauges.
  void add_numbers(std::span<const double> values) { total_.add_numbers(values); }
  // `began_ns`: when the worker was about to be started, in nanoseconds since 1970.
  void add(const StagedPoint& point, const StagedMetrics& request, std::uint64_t began_ns);

  // What it keeps of its points until the end: the buckets of at most kCopies of them.
  static constexpr std::int64_t kCopies = 2;
  std::int64_t kept_buckets() const;

  // With the last cumulative point, after which none may come.
  Aggregate take_total() &&;

 private:
  struct Cumulative {
    double value = 0;
    bool has_sum = true;
    std::uint64_t count = 0;
    std::uint64_t start_ns = 0;
    std::uint64_t time_ns = 0;
    std::vector<Bucket> buckets;
    std::optional<StagedRange> range;
    // What it had before, of one that began before the worker.
    double base_value = 0;
    std::uint64_t base_count = 0;
    std::vector<Bucket> base_buckets;
    PointForm form = PointForm::number;
  };

  void add_cumulative(const StagedPoint& point, const StagedMetrics& request, std::uint64_t began_ns);
  void end_segment();

  SeriesId series_;
  Aggregate total_;
  std::unique_ptr<Cumulative> last_;
};

}  // namespace perfbench::collector
