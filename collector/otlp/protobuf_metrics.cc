#include "otlp/protobuf_metrics.h"

#include <array>

#include "otlp/wire_check.h"

namespace perfbench::otlp {

namespace {

constexpr auto kMetricFields = numbers(1, 2, 3, 5, 7, 9, 10, 11, 12);

std::optional<MetricKind> kind_of_data(std::uint32_t announced) {
  switch (announced) {
    case field(5, WireType::bytes):
      return MetricKind::gauge;
    case field(7, WireType::bytes):
      return MetricKind::sum;
    case field(9, WireType::bytes):
      return MetricKind::histogram;
    case field(10, WireType::bytes):
      return MetricKind::exponential_histogram;
    case field(11, WireType::bytes):
      return MetricKind::summary;
    default:
      return std::nullopt;
  }
}

// Of Gauge, Sum, and so on.
constexpr std::uint64_t data_fields(MetricKind kind) {
  switch (kind) {
    case MetricKind::sum:
      return numbers(1, 2, 3);
    case MetricKind::histogram:
    case MetricKind::exponential_histogram:
      return numbers(1, 2);
    case MetricKind::gauge:
    case MetricKind::summary:
      break;
  }
  return numbers(1);
}

Temporality temporality(std::uint64_t number) {
  switch (number) {
    case 1:
      return Temporality::delta;
    case 2:
      return Temporality::cumulative;
    default:
      return Temporality::unspecified;
  }
}

// What stands beside the points of a Gauge, Sum, and so on.
void read_head(std::string_view message, MetricKind kind, Metric& metric) {
  const std::uint64_t known = data_fields(kind);
  WireReader reader(message);
  while (reader.next()) {
    if (reader.field() == field(1, WireType::bytes)) {
      reader.bytes();
    } else if (reader.field() == field(2, WireType::varint) && (known & numbers(2)) != 0) {
      metric.temporality = temporality(reader.varint());
    } else if (reader.field() == field(3, WireType::varint) && (known & numbers(3)) != 0) {
      metric.monotonic = reader.varint() != 0;
    } else {
      reader.skip(known);
    }
  }
}

}  // namespace

void ProtobufMetrics::resource_part(std::string_view message) {
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        resource_.add(reader);
        break;
      case field(2, WireType::varint):
        reader.varint();
        break;
      case field(3, WireType::bytes):
        check_message(reader.bytes(), kEntityRefMessage);
        break;
      default:
        reader.skip(numbers(1, 2, 3));
    }
  }
}

void ProtobufMetrics::resource() {
  sink_.resource(resource_.attributes());
  resource_.clear();
}

void ProtobufMetrics::item(std::string_view message) {
  Metric metric;
  metric.scope = scope_;
  std::optional<MetricKind> kind;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        metric.name = reader.bytes();
        break;
      case field(2, WireType::bytes):
        reader.bytes();
        break;
      case field(3, WireType::bytes):
        metric.unit = reader.bytes();
        break;
      case field(12, WireType::bytes):
        check_message(reader.bytes(), kKeyValueMessage);
        break;
      default:
        if (const auto one = kind_of_data(reader.field())) {
          kind = one;
          reader.bytes();
        } else {
          reader.skip(kMetricFields);
        }
    }
  }
  if (!kind) return tally_.reject("metric", metric.name, "a metric has data");
  metric.kind = *kind;
  WireReader again(message);
  while (again.next()) {
    const auto one = kind_of_data(again.field());
    if (!one) {
      again.skip_value();
    } else if (*one == metric.kind) {
      data(again.bytes(), metric);
    } else {
      check_data(again.bytes(), *one);
    }
  }
}

void ProtobufMetrics::data(std::string_view message, Metric& metric) {
  read_head(message, metric.kind, metric);
  outlet_.begin(metric);
  points(message, metric.kind);
}

void ProtobufMetrics::check_data(std::string_view message, MetricKind kind) {
  Metric nobodys;
  read_head(message, kind, nobodys);
  outlet_.begin_nobodys();
  points(message, kind);
}

void ProtobufMetrics::points(std::string_view message, MetricKind kind) {
  constexpr std::array kDecoders = {&ProtobufPoints::number, &ProtobufPoints::number, &ProtobufPoints::histogram,
                                    &ProtobufPoints::exponential_histogram, &ProtobufPoints::summary};
  const auto decode = kDecoders.at(static_cast<std::size_t>(kind));
  WireReader reader(message);
  while (reader.next()) {
    if (reader.field() == field(1, WireType::bytes)) {
      (points_.*decode)(reader.bytes());
    } else {
      reader.skip_value();
    }
  }
}

}  // namespace perfbench::otlp
