// Writes down what it is told, as lines that a test compares.
#pragma once

#include <cstdint>
#include <string>

#include "otlp/decode.h"

namespace perfbench::otlp {

class RecordingSink : public MetricSink, public SpanSink {
 public:
  // With the bytes of the attributes as they were sent.
  bool with_encoded = false;
  std::string text;
  std::uint64_t items = 0;

  void resource(const Attributes& resource) override;
  void metric(const Metric& metric) override;
  void point(const NumberPoint& point) override;
  void point(const HistogramPoint& point) override;
  void point(const ExponentialHistogramPoint& point) override;
  void point(const SummaryPoint& point) override;
  void span(const Span& span) override;

 private:
  void begin_point(const PointHeader& header);
};

// What a decoder made of a body: the lines of the sink, and what it counted, or why there was nothing to count.
std::string recorded(const RecordingSink& sink, const DecodeResult& result);

std::string metrics_of_protobuf(std::string_view body);
std::string metrics_of_json(std::string_view body);
std::string traces_of_protobuf(std::string_view body);
std::string traces_of_json(std::string_view body);

// With what a JSON decoder needs behind it: bytes that would be misread if they were read.
class PaddedBody {
 public:
  explicit PaddedBody(std::string_view body, char padding = '}') : bytes_(body), size_(body.size()) {
    bytes_.append(JsonDecoder::padding(), padding);
  }
  std::string_view view() const { return std::string_view(bytes_).substr(0, size_); }

 private:
  std::string bytes_;
  std::size_t size_;
};

}  // namespace perfbench::otlp
