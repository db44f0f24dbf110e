// ResourceMetrics in protobuf -> what a sink is told. A visitor of walk_request().
#pragma once

#include <string_view>

#include "otlp/point_outlet.h"
#include "otlp/protobuf_attributes.h"
#include "otlp/protobuf_points.h"

namespace perfbench::otlp {

class ProtobufMetrics {
 public:
  ProtobufMetrics(MetricSink& sink, Tally& tally)
      : sink_(sink), tally_(tally), outlet_(sink, tally), points_(outlet_) {}

  // points_ refers to outlet_.
  ProtobufMetrics(const ProtobufMetrics&) = delete;
  ProtobufMetrics& operator=(const ProtobufMetrics&) = delete;

  void resource_part(std::string_view message);
  void resource();
  void scope(std::string_view name) { scope_ = name; }
  void item(std::string_view metric);

 private:
  void data(std::string_view message, Metric& metric);
  // Of data that other data in the same metric replaces.
  void check_data(std::string_view message, MetricKind kind);
  void points(std::string_view message, MetricKind kind);

  MetricSink& sink_;
  Tally& tally_;
  PointOutlet outlet_;
  ProtobufPoints points_;
  ProtobufAttributes resource_;
  std::string_view scope_;
};

}  // namespace perfbench::otlp
