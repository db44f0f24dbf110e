// Data points of one metric after the other, in JSON. Throws Malformed.
#pragma once

#include "otlp/json_attributes.h"
#include "otlp/json_body.h"
#include "otlp/point_outlet.h"
#include "otlp/scratch.h"

namespace perfbench::otlp {

class JsonPoints {
 public:
  JsonPoints(JsonBody& json, PointOutlet& outlet, JsonAttributes& attributes, PointScratch& scratch)
      : json_(json), outlet_(outlet), attributes_(attributes), scratch_(scratch) {}

  // Each decodes a point of its kind and hands it to the outlet.
  void number(ondemand::object point);
  void histogram(ondemand::object point);
  void exponential_histogram(ondemand::object point);
  void summary(ondemand::object point);

 private:
  void begin_point();
  // Fields that all points have; others are unknown.
  void read_common(Key key, ondemand::value value, PointHeader& header, std::uint64_t& flags);
  std::int32_t int32(ondemand::value value);
  ExponentialBuckets buckets(ondemand::object object, std::vector<std::uint64_t>& counts);
  QuantileValue quantile(ondemand::object object);
  void read_counts(ondemand::value list, std::vector<std::uint64_t>& counts);

  JsonBody& json_;
  PointOutlet& outlet_;
  JsonAttributes& attributes_;
  PointScratch& scratch_;
};

}  // namespace perfbench::otlp
