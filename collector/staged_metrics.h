// The points of one request, set aside until its body has been read to the end: a broken one counts nothing.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collector/bucket.h"
#include "collector/series_registry.h"
#include "otlp/values.h"

namespace perfbench::collector {

enum class PointForm : std::uint8_t { number, distribution };

// A number without a past, a delta or a gauge: most points are such, so they are kept small. `stream` is the series as
// one sender has it: in one resource and scope.
struct StagedNumber {
  std::uint64_t stream = 0;
  double value = 0;
  SeriesId series = 0;
};

// Any other point. What a cumulative one adds depends on the one before in its stream.
struct StagedPoint {
  std::uint64_t stream = 0;
  SeriesId series = 0;
  PointForm form = PointForm::number;
  bool cumulative = false;
  bool monotonic = false;
  bool has_sum = true;
  double value = 0;  // of a distribution, its sum
  std::uint64_t start_ns = 0;
  std::uint64_t time_ns = 0;
  // Of a distribution:
  std::uint64_t count = 1;
  std::uint32_t first_bucket = 0;  // in buckets, or where there are bounds in counts
  std::uint32_t buckets = 0;
  std::uint32_t first_bound = UINT32_MAX;  // of one less than there are buckets; none
  std::uint32_t range = UINT32_MAX;        // in ranges(); none
};

struct StagedRange {
  double min = 0;
  double max = 0;
};

class StagedMetrics final : public otlp::MetricSink {
 public:
  // Each takes a multiple of the bytes that it needs in a body.
  static constexpr std::size_t kMostPoints = 250'000;
  static constexpr std::size_t kMostBuckets = 1'000'000;

  explicit StagedMetrics(SeriesRegistry& registry) : registry_(registry) {}

  void clear();

  const std::vector<StagedNumber>& numbers() const { return numbers_; }
  const std::vector<StagedPoint>& points() const { return points_; }
  // Nothing for a distribution that is no histogram with bounds.
  std::optional<BoundedCounts> histogram_of(const StagedPoint& point) const;
  // Of any distribution.
  std::vector<Bucket> buckets_of(const StagedPoint& point) const;
  const StagedRange* range_of(const StagedPoint& point) const {
    return point.range == UINT32_MAX ? nullptr : &ranges_[point.range];
  }
  // Points that carry no value: their stream has ended. They are received all the same.
  std::uint64_t valueless() const { return valueless_; }
  // Whether there were more points or buckets than there may be: they are not all here.
  bool is_overfull() const { return is_overfull_; }

  void resource(const otlp::Attributes& resource) override;
  void metric(const otlp::Metric& metric) override;
  void point(const otlp::NumberPoint& point) override;
  void point(const otlp::HistogramPoint& point) override;
  void point(const otlp::ExponentialHistogramPoint& point) override;
  void point(const otlp::SummaryPoint& point) override;
  std::string_view expected_attributes() const override;

 private:
  // Attributes of a metric as they are sent; what came before need not be read again.
  struct Known {
    std::uint64_t metric;  // metric_encoded_seed_
    SeriesId series;
    std::uint64_t stream;
    std::size_t text, text_size;  // in texts_
  };

  const Known& identify(const otlp::Attributes& attributes);
  std::size_t learn(std::uint64_t sent_as, const otlp::Attributes& attributes);
  void forget();
  // Null when there is nothing to keep of it.
  const Known* recognise(const otlp::PointHeader& header, std::size_t most_buckets);
  StagedPoint& add_point(const Known& known, const otlp::PointHeader& header);
  StagedPoint* begin_distribution(const otlp::PointHeader& header, std::size_t most_buckets);
  void add_range(StagedPoint& point, const std::optional<double>& min, const std::optional<double>& max);
  void add_counts(StagedPoint& point, std::span<const double> bounds, std::span<const std::uint64_t> counts);
  void add_buckets(const otlp::ExponentialHistogramPoint& point);

  SeriesRegistry& registry_;
  std::vector<Known> known_;                                        // in the order in which they came first
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> places_;  // in known_, by the hash of metric and text
  std::string texts_;
  std::size_t next_ = 0;                // in known_: exporters keep their order
  std::uint64_t resource_ = 0;          // hash of its attributes, in whatever order they come
  std::uint64_t resource_encoded_ = 0;  // hash of its attributes as they are sent
  otlp::Metric metric_;
  std::uint64_t metric_encoded_seed_ = 0;
  bool is_cumulative_ = false;  // the metric
  std::vector<StagedNumber> numbers_;
  std::vector<StagedPoint> points_;
  std::vector<Bucket> buckets_;
  std::vector<std::uint64_t> counts_;  // of histograms with bounds: by far the most
  std::vector<double> bounds_;         // which most of them share with the one before
  std::size_t last_bounds_ = 0;        // in bounds_, up to its end
  std::vector<StagedRange> ranges_;
  std::uint64_t valueless_ = 0;
  bool is_overfull_ = false;
};

}  // namespace perfbench::collector
