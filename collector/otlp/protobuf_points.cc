#include "otlp/protobuf_points.h"

#include "otlp/wire_check.h"

namespace perfbench::otlp {

namespace {

constexpr auto kNumberFields = numbers(2, 3, 4, 5, 6, 7, 8);
constexpr auto kHistogramFields = numbers(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
constexpr auto kExponentialFields = numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
constexpr auto kSummaryFields = numbers(2, 3, 4, 5, 6, 7, 8);

std::int32_t as_sint32(std::uint64_t zigzag) {
  const auto bits = static_cast<std::uint32_t>(zigzag);
  return static_cast<std::int32_t>(bits >> 1 ^ (0 - (bits & 1)));
}

template <class Number>
void append_packed(std::string_view packed, std::vector<Number>& out) {
  if (packed.size() % 8 != 0) fail(packed.data(), "a list of numbers is cut");
  const std::size_t before = out.size();
  out.resize(before + packed.size() / 8);
  for (std::size_t i = 0; i < packed.size() / 8; ++i) {
    out[before + i] = std::bit_cast<Number>(load_fixed64(packed.data() + 8 * i));
  }
}

ExponentialBuckets buckets(std::string_view message, std::vector<std::uint64_t>& counts) {
  ExponentialBuckets buckets;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::varint):
        buckets.offset = as_sint32(reader.varint());
        break;
      case field(2, WireType::varint):
        counts.push_back(reader.varint());
        break;
      case field(2, WireType::bytes): {
        WireReader packed(reader.bytes());
        while (!packed.at_end()) counts.push_back(packed.varint());
        break;
      }
      default:
        reader.skip(numbers(1, 2));
    }
  }
  return buckets;
}

QuantileValue quantile(std::string_view message) {
  QuantileValue quantile;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::fixed64):
        quantile.quantile = reader.number();
        break;
      case field(2, WireType::fixed64):
        quantile.value = reader.number();
        break;
      default:
        reader.skip(numbers(1, 2));
    }
  }
  return quantile;
}

}  // namespace

void ProtobufPoints::begin_point() {
  attributes_.clear(outlet_.expected_attributes());
  scratch_.clear();
}

void ProtobufPoints::number(std::string_view message) {
  attributes_.clear(outlet_.expected_attributes());
  NumberPoint point;
  bool has_value = false;
  std::uint64_t flags = 0;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(2, WireType::fixed64):
        point.header.start_ns = reader.fixed64();
        break;
      case field(3, WireType::fixed64):
        point.header.time_ns = reader.fixed64();
        break;
      case field(4, WireType::fixed64):
        point.value = reader.number();
        has_value = true;
        break;
      case field(5, WireType::bytes):
        check_message(reader.bytes(), kExemplarMessage);
        break;
      case field(6, WireType::fixed64):
        point.value = static_cast<double>(static_cast<std::int64_t>(reader.fixed64()));
        has_value = true;
        break;
      case field(7, WireType::bytes):
        attributes_.add(reader);
        break;
      case field(8, WireType::varint):
        flags = reader.varint();
        break;
      default:
        reader.skip(kNumberFields);
    }
  }
  outlet_.tell(point, attributes_.attributes(), flags, has_value);
}

void ProtobufPoints::histogram(std::string_view message) {
  begin_point();
  HistogramPoint point;
  std::uint64_t flags = 0;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(2, WireType::fixed64):
        point.header.start_ns = reader.fixed64();
        break;
      case field(3, WireType::fixed64):
        point.header.time_ns = reader.fixed64();
        break;
      case field(4, WireType::fixed64):
        point.count = reader.fixed64();
        break;
      case field(5, WireType::fixed64):
        point.sum = reader.number();
        break;
      case field(6, WireType::fixed64):
        scratch_.counts.push_back(reader.fixed64());
        break;
      case field(6, WireType::bytes):
        append_packed(reader.bytes(), scratch_.counts);
        break;
      case field(7, WireType::fixed64):
        scratch_.bounds.push_back(reader.number());
        break;
      case field(7, WireType::bytes):
        append_packed(reader.bytes(), scratch_.bounds);
        break;
      case field(8, WireType::bytes):
        check_message(reader.bytes(), kExemplarMessage);
        break;
      case field(9, WireType::bytes):
        attributes_.add(reader);
        break;
      case field(10, WireType::varint):
        flags = reader.varint();
        break;
      case field(11, WireType::fixed64):
        point.min = reader.number();
        break;
      case field(12, WireType::fixed64):
        point.max = reader.number();
        break;
      default:
        reader.skip(kHistogramFields);
    }
  }
  point.bucket_counts = scratch_.counts;
  point.bounds = scratch_.bounds;
  outlet_.tell(point, attributes_.attributes(), flags);
}

void ProtobufPoints::exponential_histogram(std::string_view message) {
  begin_point();
  ExponentialHistogramPoint point;
  std::uint64_t flags = 0;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        attributes_.add(reader);
        break;
      case field(2, WireType::fixed64):
        point.header.start_ns = reader.fixed64();
        break;
      case field(3, WireType::fixed64):
        point.header.time_ns = reader.fixed64();
        break;
      case field(4, WireType::fixed64):
        point.count = reader.fixed64();
        break;
      case field(5, WireType::fixed64):
        point.sum = reader.number();
        break;
      case field(6, WireType::varint):
        point.scale = as_sint32(reader.varint());
        break;
      case field(7, WireType::fixed64):
        point.zero_count = reader.fixed64();
        break;
      case field(8, WireType::bytes):
        point.positive = buckets(reader.bytes(), scratch_.counts);
        break;
      case field(9, WireType::bytes):
        point.negative = buckets(reader.bytes(), scratch_.negative_counts);
        break;
      case field(10, WireType::varint):
        flags = reader.varint();
        break;
      case field(11, WireType::bytes):
        check_message(reader.bytes(), kExemplarMessage);
        break;
      case field(12, WireType::fixed64):
        point.min = reader.number();
        break;
      case field(13, WireType::fixed64):
        point.max = reader.number();
        break;
      case field(14, WireType::fixed64):
        point.zero_threshold = reader.number();
        break;
      default:
        reader.skip(kExponentialFields);
    }
  }
  point.positive.counts = scratch_.counts;
  point.negative.counts = scratch_.negative_counts;
  outlet_.tell(point, attributes_.attributes(), flags);
}

void ProtobufPoints::summary(std::string_view message) {
  begin_point();
  SummaryPoint point;
  std::uint64_t flags = 0;
  WireReader reader(message);
  while (reader.next()) {
    switch (reader.field()) {
      case field(2, WireType::fixed64):
        point.header.start_ns = reader.fixed64();
        break;
      case field(3, WireType::fixed64):
        point.header.time_ns = reader.fixed64();
        break;
      case field(4, WireType::fixed64):
        point.count = reader.fixed64();
        break;
      case field(5, WireType::fixed64):
        point.sum = reader.number();
        break;
      case field(6, WireType::bytes):
        scratch_.quantiles.push_back(quantile(reader.bytes()));
        break;
      case field(7, WireType::bytes):
        attributes_.add(reader);
        break;
      case field(8, WireType::varint):
        flags = reader.varint();
        break;
      default:
        reader.skip(kSummaryFields);
    }
  }
  point.quantiles = scratch_.quantiles;
  outlet_.tell(point, attributes_.attributes(), flags);
}

}  // namespace perfbench::otlp
