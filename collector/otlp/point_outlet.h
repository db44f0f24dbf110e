// Where points go from a decoder: to the sink, or out for what is wrong with them.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "otlp/contradictions.h"
#include "otlp/tally.h"
#include "otlp/values.h"

namespace perfbench::otlp {

class PointOutlet {
 public:
  PointOutlet(MetricSink& sink, Tally& tally) : sink_(sink), tally_(tally) {}

  // All points that follow are of this metric. One without a name has no points that can be accepted.
  void begin(const Metric& metric) {
    metric_name_ = metric.name;
    nobodys_ = false;
    if (!metric_name_.empty()) sink_.metric(metric);
  }
  // The points that follow are of a metric that replaces them: they count as nothing.
  void begin_nobodys() { nobodys_ = true; }

  // Of the next point, see MetricSink.
  std::string_view expected_attributes() const { return sink_.expected_attributes(); }

  // `flags` as they were sent.
  template <class Point>
  void tell(Point& point, const Attributes& attributes, std::uint64_t flags, bool has_value = true) {
    constexpr std::uint64_t kNoRecordedValue = 1;
    point.header.attributes = attributes;
    point.header.no_recorded_value = (flags & kNoRecordedValue) != 0;
    if (nobodys_) return;
    if (metric_name_.empty()) return reject("a metric has a name");
    if (point.header.no_recorded_value) {
      Point without_value;
      without_value.header = point.header;
      sink_.point(without_value);
    } else {
      if (!has_value) return reject("a point has a value");
      if constexpr (!std::is_same_v<Point, NumberPoint>) {
        if (const char* reason = contradiction(point)) return reject(reason);
      }
      sink_.point(point);
    }
    tally_.accept();
  }

 private:
  void reject(const char* reason) { tally_.reject("metric", metric_name_, reason); }

  MetricSink& sink_;
  Tally& tally_;
  std::string_view metric_name_;
  bool nobodys_ = false;
};

}  // namespace perfbench::otlp
