// What OpenTelemetry programs send, as the decoders hand it on: values of the OpenTelemetry protocol
// (opentelemetry-proto 1.x), whatever their encoding. All views point into the request's body or into the decoder, and
// hold during the call.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace perfbench::otlp {

enum class Signal { metrics, traces, logs };
enum class Encoding { protobuf, json };

// Arrays and maps come as JSON text, bytes in base64; all of them in a string. What JSON lacks is a string there, such
// as "NaN" and bytes.
using AttributeValue = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;

struct Attribute {
  std::string_view key;
  AttributeValue value;
};

// `encoded` are the attributes as they were sent: equal bytes are equal attributes, while equal attributes may have
// been sent as other bytes: in protobuf the KeyValue fields, in JSON the list with its brackets. Empty only of no
// attributes. `list` stays empty where a sink expected these bytes.
struct Attributes {
  std::span<const Attribute> list;
  std::string_view encoded;
};

enum class MetricKind { gauge, sum, histogram, exponential_histogram, summary };
enum class Temporality { unspecified, delta, cumulative };

struct Metric {
  std::string_view name;
  std::string_view unit;
  MetricKind kind = MetricKind::gauge;
  Temporality temporality = Temporality::unspecified;  // of sums and histograms
  bool monotonic = false;                              // of sums
  std::string_view scope;                              // name of the instrumentation scope
};

// Times are nanoseconds since 1970; 0 where they are unknown.
struct PointHeader {
  Attributes attributes;
  std::uint64_t start_ns = 0;
  std::uint64_t time_ns = 0;
  bool no_recorded_value = false;  // the stream has ended; the point carries no value
};

// Of a gauge or a sum.
struct NumberPoint {
  PointHeader header;
  double value = 0;
};

// bucket_counts[i] counts values in (bounds[i-1], bounds[i]], the last one those above all bounds. Either both are
// empty, or there is one count more than bounds, which ascend.
struct HistogramPoint {
  PointHeader header;
  std::uint64_t count = 0;
  std::optional<double> sum, min, max;
  std::span<const std::uint64_t> bucket_counts;
  std::span<const double> bounds;
};

// counts[i] counts values whose size is in (base^(offset+i), base^(offset+i+1)], with base = 2^(2^-scale).
struct ExponentialBuckets {
  std::int32_t offset = 0;
  std::span<const std::uint64_t> counts;
};

struct ExponentialHistogramPoint {
  PointHeader header;
  std::uint64_t count = 0;
  std::optional<double> sum, min, max;
  std::int32_t scale = 0;
  std::uint64_t zero_count = 0;
  double zero_threshold = 0;
  ExponentialBuckets positive, negative;
};

struct QuantileValue {
  double quantile = 0;  // in [0, 1]
  double value = 0;
};

struct SummaryPoint {
  PointHeader header;
  std::uint64_t count = 0;
  double sum = 0;
  std::span<const QuantileValue> quantiles;
};

// Called in the order of the body; the resource stands for all metrics until the next call of resource().
class MetricSink {
 public:
  virtual ~MetricSink() = default;
  virtual void resource(const Attributes& resource) = 0;
  virtual void metric(const Metric& metric) = 0;  // before its points
  virtual void point(const NumberPoint& point) = 0;
  virtual void point(const HistogramPoint& point) = 0;
  virtual void point(const ExponentialHistogramPoint& point) = 0;
  virtual void point(const SummaryPoint& point) = 0;

  // How the next point's attributes will be encoded, if they are those of a point that came before; it holds until that
  // point is told. Exporters repeat themselves, so that most attributes need not be decoded.
  virtual std::string_view expected_attributes() const { return {}; }
};

// As they are sent, big-endian; empty where there is none.
struct Span {
  std::string_view trace_id;        // 16 bytes
  std::string_view span_id;         // 8 bytes
  std::string_view parent_span_id;  // 8 bytes
  std::string_view name;
  std::uint64_t start_ns = 0;
  std::uint64_t end_ns = 0;
  std::span<const Attribute> attributes;
};

class SpanSink {
 public:
  virtual ~SpanSink() = default;
  virtual void span(const Span& span) = 0;
};

}  // namespace perfbench::otlp
