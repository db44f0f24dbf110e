// Data points of one metric after the other, in protobuf. Throws Malformed.
#pragma once

#include <string_view>

#include "otlp/point_outlet.h"
#include "otlp/protobuf_attributes.h"
#include "otlp/scratch.h"

namespace perfbench::otlp {

class ProtobufPoints {
 public:
  explicit ProtobufPoints(PointOutlet& outlet) : outlet_(outlet) {}

  // Each decodes a point of its kind and hands it to the outlet.
  void number(std::string_view message);
  void histogram(std::string_view message);
  void exponential_histogram(std::string_view message);
  void summary(std::string_view message);

 private:
  void begin_point();

  PointOutlet& outlet_;
  ProtobufAttributes attributes_;
  PointScratch scratch_;
};

}  // namespace perfbench::otlp
