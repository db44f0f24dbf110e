#include "otlp/json_metrics.h"

#include <array>
#include <optional>

namespace perfbench::otlp {

namespace {

std::optional<MetricKind> kind_of(Key key) {
  switch (key) {
    case Key::gauge:
      return MetricKind::gauge;
    case Key::sum:
      return MetricKind::sum;
    case Key::histogram:
      return MetricKind::histogram;
    case Key::exponential_histogram:
      return MetricKind::exponential_histogram;
    case Key::summary:
      return MetricKind::summary;
    default:
      return std::nullopt;
  }
}

bool has_temporality(MetricKind kind) { return kind != MetricKind::gauge && kind != MetricKind::summary; }

std::int64_t temporality_of(std::string_view name) {
  if (name == "AGGREGATION_TEMPORALITY_DELTA") return 1;
  return name == "AGGREGATION_TEMPORALITY_CUMULATIVE" ? 2 : 0;
}

// What is no enumerator means the same as none.
Temporality temporality_of(std::int64_t number) {
  if (number == 1) return Temporality::delta;
  return number == 2 ? Temporality::cumulative : Temporality::unspecified;
}

}  // namespace

void JsonMetrics::resource() {
  scratch_.attributes.clear();
  sink_.resource(scratch_.attributes.attributes());
}

void JsonMetrics::resource(ondemand::object object) {
  scratch_.attributes.clear();
  json_.each_field(object, [&](Key key, ondemand::value value) {
    if (key != Key::attributes) return json_.check(value);
    scratch_.attributes.read(json_, value);
  });
  sink_.resource(scratch_.attributes.attributes());
}

void JsonMetrics::scope(ondemand::object object) {
  scope_ = {};
  scratch_.scope_texts.clear();
  json_.each_field(object, [&](Key key, ondemand::value value) {
    if (key != Key::name) return json_.check(value);
    scope_ = json_.text(value, scratch_.scope_texts);
  });
}

void JsonMetrics::item(ondemand::object object) {
  Metric metric;
  metric.scope = scope_;
  scratch_.metric_texts.clear();
  json_.find_fields(object, 2, [&](Key key, ondemand::value value) {
    if (key != Key::name && key != Key::unit) return false;
    (key == Key::name ? metric.name : metric.unit) = json_.text(value, scratch_.metric_texts);
    return true;
  });
  bool has_data = false;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    const auto kind = kind_of(key);
    if (!kind) return json_.check(value);
    if (has_data) fail(json_.token(value).data(), "a metric has data of more than one kind");
    has_data = true;
    metric.kind = *kind;
    data(json_.object(value), metric);
  });
  if (!has_data) tally_.reject("metric", metric.name, "a metric has data");
}

void JsonMetrics::data(ondemand::object object, Metric& metric) {
  const int heads = (has_temporality(metric.kind) ? 1 : 0) + (metric.kind == MetricKind::sum ? 1 : 0);
  if (heads > 0) {
    json_.find_fields(object, heads, [&](Key key, ondemand::value value) {
      if (key == Key::aggregation_temporality) {
        metric.temporality = temporality_of(json_.enumerator(value, temporality_of));
        return true;
      }
      if (key != Key::is_monotonic || metric.kind != MetricKind::sum) return false;
      metric.monotonic = json_.boolean(value);
      return true;
    });
  }
  outlet_.begin(metric);
  json_.each_field(object, [&](Key key, ondemand::value value) {
    if (key != Key::data_points) return json_.check(value);
    points(value, metric.kind);
  });
}

void JsonMetrics::points(ondemand::value list, MetricKind kind) {
  switch (kind) {
    case MetricKind::gauge:
    case MetricKind::sum:
      return json_.each_object(list, [&](ondemand::object point) { points_.number(point); });
    case MetricKind::histogram:
      return json_.each_object(list, [&](ondemand::object point) { points_.histogram(point); });
    case MetricKind::exponential_histogram:
      return json_.each_object(list, [&](ondemand::object point) { points_.exponential_histogram(point); });
    case MetricKind::summary:
      return json_.each_object(list, [&](ondemand::object point) { points_.summary(point); });
  }
}

}  // namespace perfbench::otlp
