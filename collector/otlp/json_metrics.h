// ResourceMetrics in JSON -> what a sink is told. A visitor of walk_request().
#pragma once

#include "otlp/json_attributes.h"
#include "otlp/json_body.h"
#include "otlp/json_points.h"

namespace perfbench::otlp {

// Kept from body to body.
struct JsonMetricsScratch {
  JsonAttributes attributes;
  PointScratch point;
  TextPool scope_texts, metric_texts;
};

class JsonMetrics {
 public:
  JsonMetrics(JsonBody& json, JsonMetricsScratch& scratch, MetricSink& sink, Tally& tally)
      : json_(json),
        scratch_(scratch),
        sink_(sink),
        tally_(tally),
        outlet_(sink, tally),
        points_(json, outlet_, scratch.attributes, scratch.point) {}

  // points_ refers to outlet_.
  JsonMetrics(const JsonMetrics&) = delete;
  JsonMetrics& operator=(const JsonMetrics&) = delete;

  void resource();
  void resource(ondemand::object object);
  void scope() { scope_ = {}; }
  void scope(ondemand::object object);
  void item(ondemand::object metric);

 private:
  void data(ondemand::object object, Metric& metric);
  void points(ondemand::value list, MetricKind kind);

  JsonBody& json_;
  JsonMetricsScratch& scratch_;
  MetricSink& sink_;
  Tally& tally_;
  PointOutlet outlet_;
  JsonPoints points_;
  std::string_view scope_;
};

}  // namespace perfbench::otlp
