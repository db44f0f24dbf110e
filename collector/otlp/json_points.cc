#include "otlp/json_points.h"

#include <utility>

namespace perfbench::otlp {

void JsonPoints::begin_point() {
  attributes_.clear(outlet_.expected_attributes());
  scratch_.clear();
}

void JsonPoints::read_common(Key key, ondemand::value value, PointHeader& header, std::uint64_t& flags) {
  switch (key) {
    case Key::attributes:
      return attributes_.read(json_, value);
    case Key::start_time:
      header.start_ns = json_.uint64(value);
      return;
    case Key::time:
      header.time_ns = json_.uint64(value);
      return;
    case Key::flags:
      flags = json_.uint64(value);
      return;
    default:
      json_.check(value);
  }
}

void JsonPoints::number(ondemand::object object) {
  attributes_.clear(outlet_.expected_attributes());
  NumberPoint point;
  bool has_value = false;
  std::uint64_t flags = 0;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::as_double:
        point.value = json_.number(value);
        has_value = true;
        break;
      case Key::as_int:
        point.value = static_cast<double>(json_.int64(value));
        has_value = true;
        break;
      default:
        read_common(key, value, point.header, flags);
    }
  });
  outlet_.tell(point, attributes_.attributes(), flags, has_value);
}

void JsonPoints::histogram(ondemand::object object) {
  begin_point();
  HistogramPoint point;
  std::uint64_t flags = 0;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::count:
        point.count = json_.uint64(value);
        break;
      case Key::sum:
        point.sum = json_.number(value);
        break;
      case Key::min:
        point.min = json_.number(value);
        break;
      case Key::max:
        point.max = json_.number(value);
        break;
      case Key::bucket_counts:
        read_counts(value, scratch_.counts);
        break;
      case Key::bounds:
        scratch_.bounds.clear();
        json_.each_element(value, [&](ondemand::value bound) { scratch_.bounds.push_back(json_.number(bound)); });
        break;
      default:
        read_common(key, value, point.header, flags);
    }
  });
  point.bucket_counts = scratch_.counts;
  point.bounds = scratch_.bounds;
  outlet_.tell(point, attributes_.attributes(), flags);
}

void JsonPoints::exponential_histogram(ondemand::object object) {
  begin_point();
  ExponentialHistogramPoint point;
  std::uint64_t flags = 0;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::count:
        point.count = json_.uint64(value);
        break;
      case Key::sum:
        point.sum = json_.number(value);
        break;
      case Key::min:
        point.min = json_.number(value);
        break;
      case Key::max:
        point.max = json_.number(value);
        break;
      case Key::scale:
        point.scale = int32(value);
        break;
      case Key::zero_count:
        point.zero_count = json_.uint64(value);
        break;
      case Key::zero_threshold:
        point.zero_threshold = json_.number(value);
        break;
      case Key::positive:
        point.positive = buckets(json_.object(value), scratch_.counts);
        break;
      case Key::negative:
        point.negative = buckets(json_.object(value), scratch_.negative_counts);
        break;
      default:
        read_common(key, value, point.header, flags);
    }
  });
  point.positive.counts = scratch_.counts;
  point.negative.counts = scratch_.negative_counts;
  outlet_.tell(point, attributes_.attributes(), flags);
}

void JsonPoints::summary(ondemand::object object) {
  begin_point();
  SummaryPoint point;
  std::uint64_t flags = 0;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::count:
        point.count = json_.uint64(value);
        break;
      case Key::sum:
        point.sum = json_.number(value);
        break;
      case Key::quantile_values:
        scratch_.quantiles.clear();
        json_.each_object(value, [&](ondemand::object at) { scratch_.quantiles.push_back(quantile(at)); });
        break;
      default:
        read_common(key, value, point.header, flags);
    }
  });
  point.quantiles = scratch_.quantiles;
  outlet_.tell(point, attributes_.attributes(), flags);
}

std::int32_t JsonPoints::int32(ondemand::value value) {
  const std::int64_t number = json_.int64(value);
  if (!std::in_range<std::int32_t>(number)) fail(json_.token(value).data(), "an integer of 32 bits is expected");
  return static_cast<std::int32_t>(number);
}

ExponentialBuckets JsonPoints::buckets(ondemand::object object, std::vector<std::uint64_t>& counts) {
  ExponentialBuckets buckets;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::offset:
        buckets.offset = int32(value);
        break;
      case Key::bucket_counts:
        read_counts(value, counts);
        break;
      default:
        json_.check(value);
    }
  });
  return buckets;
}

QuantileValue JsonPoints::quantile(ondemand::object object) {
  QuantileValue quantile;
  json_.each_field(object, [&](Key key, ondemand::value value) {
    switch (key) {
      case Key::quantile:
        quantile.quantile = json_.number(value);
        break;
      case Key::value:
        quantile.value = json_.number(value);
        break;
      default:
        json_.check(value);
    }
  });
  return quantile;
}

void JsonPoints::read_counts(ondemand::value list, std::vector<std::uint64_t>& counts) {
  counts.clear();
  json_.each_element(list, [&](ondemand::value count) { counts.push_back(json_.uint64(count)); });
}

}  // namespace perfbench::otlp
