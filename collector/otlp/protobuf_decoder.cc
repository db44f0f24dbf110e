#include "otlp/contradictions.h"
#include "otlp/decode.h"
#include "otlp/protobuf_attributes.h"
#include "otlp/protobuf_metrics.h"
#include "otlp/protobuf_request.h"
#include "otlp/span_ids.h"
#include "otlp/wire_check.h"

namespace perfbench::otlp {

namespace {

constexpr auto kSpanFields = numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

class ProtobufSpans {
 public:
  ProtobufSpans(SpanSink& sink, Tally& tally) : sink_(sink), tally_(tally) {}

  void resource_part(std::string_view message) { check_message(message, kResourceMessage); }
  void resource() {}
  void scope(std::string_view) {}

  void item(std::string_view message) {
    attributes_.clear();
    Span span;
    WireReader reader(message);
    while (reader.next()) read_field(reader, span);
    span.attributes = attributes_.attributes().list;
    if (const char* reason = contradiction(span)) return tally_.reject("span", span.name, reason);
    sink_.span(span);
    tally_.accept();
  }

 private:
  void read_field(WireReader& reader, Span& span) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        span.trace_id = reader.bytes();
        break;
      case field(2, WireType::bytes):
        span.span_id = reader.bytes();
        break;
      case field(4, WireType::bytes):
        span.parent_span_id = id_or_none(reader.bytes());
        break;
      case field(5, WireType::bytes):
        span.name = reader.bytes();
        break;
      case field(7, WireType::fixed64):
        span.start_ns = reader.fixed64();
        break;
      case field(8, WireType::fixed64):
        span.end_ns = reader.fixed64();
        break;
      case field(9, WireType::bytes):
        attributes_.add(reader);
        break;
      case field(11, WireType::bytes):
        check_message(reader.bytes(), kEventMessage);
        break;
      case field(13, WireType::bytes):
        check_message(reader.bytes(), kLinkMessage);
        break;
      case field(15, WireType::bytes):
        check_message(reader.bytes(), kStatusMessage);
        break;
      case field(3, WireType::bytes):
      case field(6, WireType::varint):
      case field(10, WireType::varint):
      case field(12, WireType::varint):
      case field(14, WireType::varint):
      case field(16, WireType::fixed32):
        reader.skip_value();
        break;
      default:
        reader.skip(kSpanFields);
    }
  }

  SpanSink& sink_;
  Tally& tally_;
  ProtobufAttributes attributes_;
};

class ProtobufLogs {
 public:
  explicit ProtobufLogs(Tally& tally) : tally_(tally) {}

  void resource_part(std::string_view message) { check_message(message, kResourceMessage); }
  void resource() {}
  void scope(std::string_view) {}
  void item(std::string_view message) {
    check_message(message, kLogRecordMessage);
    tally_.accept();
  }

 private:
  Tally& tally_;
};

template <class Visitor>
DecodeResult decode_request(std::string_view body, Visitor&& visitor, Tally& tally) {
  try {
    walk_request(body, visitor);
    return tally.take();
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed_text(body, malformed.at(), malformed.what()));
  }
}

}  // namespace

DecodeResult decode_metrics_protobuf(std::string_view body, MetricSink& sink) {
  Tally tally;
  return decode_request(body, ProtobufMetrics(sink, tally), tally);
}

DecodeResult decode_traces_protobuf(std::string_view body, SpanSink& sink) {
  Tally tally;
  return decode_request(body, ProtobufSpans(sink, tally), tally);
}

DecodeResult decode_logs_protobuf(std::string_view body) {
  Tally tally;
  return decode_request(body, ProtobufLogs(tally), tally);
}

}  // namespace perfbench::otlp
