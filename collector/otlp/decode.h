// OTLP request bodies -> points, spans and counts: pure functions of the bytes. A body is taken as a whole or not at
// all, which the sink sees to: what it was given before an error does not count. An item has at most 1024 attributes,
// whose values nest to a depth of 64; more is an error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "otlp/values.h"

namespace perfbench::otlp {

// Items that were told and items that were left out because they contradict the specification (a histogram whose
// buckets and bounds do not fit, a metric without a name), with the reason of the first of these.
struct Decoded {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::string rejection;
};

// Errors: why the body is none of its kind, for people, in one line; with its byte offset or path where known.
using DecodeResult = tl::expected<Decoded, std::string>;

// protobuf: ExportMetricsServiceRequest, ExportTraceServiceRequest, ExportLogsServiceRequest.
DecodeResult decode_metrics_protobuf(std::string_view body, MetricSink& sink);
DecodeResult decode_traces_protobuf(std::string_view body, SpanSink& sink);
DecodeResult decode_logs_protobuf(std::string_view body);

// Memory that decoding JSON needs anew for each body, kept. One body at a time.
class JsonDecoder {
 public:
  JsonDecoder();
  JsonDecoder(JsonDecoder&&) noexcept;
  JsonDecoder& operator=(JsonDecoder&&) noexcept;
  ~JsonDecoder();

  // How many bytes behind the body must be readable.
  static std::size_t padding();

  DecodeResult metrics(std::string_view padded_body, MetricSink& sink);
  DecodeResult traces(std::string_view padded_body, SpanSink& sink);
  DecodeResult logs(std::string_view padded_body);

  // By the body's top key: resourceMetrics, resourceSpans, resourceLogs. Errors: none of these, or no JSON object.
  tl::expected<Signal, std::string> signal(std::string_view padded_body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace perfbench::otlp
