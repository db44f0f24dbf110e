#include "recording_sink.h"

#include <fmt/format.h>

#include <optional>

namespace perfbench::otlp {

namespace {

std::string text_of(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".ein") == std::string::npos) text += ".0";
  return text;
}

struct ValueText {
  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return text_of(value); }
  std::string operator()(std::string_view value) const { return "'" + std::string(value) + "'"; }
};

std::string text_of(std::span<const Attribute> attributes) {
  std::string text;
  for (const Attribute& attribute : attributes) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", attribute.key, std::visit(ValueText{}, attribute.value));
  }
  return "{" + text + "}";
}

template <class Number>
std::string list_of(std::span<const Number> numbers) {
  std::string text;
  for (const Number number : numbers) text += fmt::format("{}{}", text.empty() ? "" : " ", number);
  return "[" + text + "]";
}

std::string optional_figure(const char* name, const std::optional<double>& figure) {
  return figure ? fmt::format(" {}={}", name, text_of(*figure)) : "";
}

template <class Point>
std::string figures(const Point& point) {
  return fmt::format(" count={}{}{}{}", point.count, optional_figure("sum", point.sum),
                     optional_figure("min", point.min), optional_figure("max", point.max));
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

constexpr const char* kKinds[] = {"gauge", "sum", "histogram", "exponential", "summary"};
constexpr const char* kTemporalities[] = {"", " delta", " cumulative"};

template <class Decode>
std::string decoded(Decode decode) {
  RecordingSink sink;
  const DecodeResult result = decode(sink);
  return recorded(sink, result);
}

}  // namespace

void RecordingSink::resource(const Attributes& resource) {
  text += "resource " + text_of(resource.list) + "\n";
  if (with_encoded) text += "encoded " + std::string(resource.encoded) + "\n";
}

void RecordingSink::metric(const Metric& metric) {
  text += fmt::format("metric {} '{}' in '{}' {}{}{}\n", metric.name, metric.unit, metric.scope,
                      kKinds[static_cast<int>(metric.kind)], kTemporalities[static_cast<int>(metric.temporality)],
                      metric.monotonic ? " monotonic" : "");
}

void RecordingSink::begin_point(const PointHeader& header) {
  ++items;
  text += fmt::format("point {} {}-{}{}", text_of(header.attributes.list), header.start_ns, header.time_ns,
                      header.no_recorded_value ? " no value" : "");
  if (with_encoded) text += " encoded " + std::string(header.attributes.encoded);
}

void RecordingSink::point(const NumberPoint& point) {
  begin_point(point.header);
  text += " value=" + text_of(point.value) + "\n";
}

void RecordingSink::point(const HistogramPoint& point) {
  begin_point(point.header);
  text += figures(point) + " counts=" + list_of(point.bucket_counts) + " bounds=" + list_of(point.bounds) + "\n";
}

void RecordingSink::point(const ExponentialHistogramPoint& point) {
  begin_point(point.header);
  text += fmt::format("{} scale={} zeros={} below={} positive={}{} negative={}{}\n", figures(point), point.scale,
                      point.zero_count, text_of(point.zero_threshold), point.positive.offset,
                      list_of(point.positive.counts), point.negative.offset, list_of(point.negative.counts));
}

void RecordingSink::point(const SummaryPoint& point) {
  begin_point(point.header);
  text += fmt::format(" count={} sum={}", point.count, text_of(point.sum));
  for (const QuantileValue& at : point.quantiles) text += fmt::format(" {}:{}", at.quantile, text_of(at.value));
  text += "\n";
}

void RecordingSink::span(const Span& span) {
  ++items;
  text += fmt::format("span '{}' {} {} below '{}' {}-{} {}\n", span.name, hex(span.trace_id), hex(span.span_id),
                      hex(span.parent_span_id), span.start_ns, span.end_ns, text_of(span.attributes));
}

std::string recorded(const RecordingSink& sink, const DecodeResult& result) {
  if (!result) return sink.text + "error: " + result.error() + "\n";
  if (result->accepted != sink.items) return sink.text + "the sink was told another number of items\n";
  std::string counted = fmt::format("{} accepted", result->accepted);
  if (result->rejected > 0) counted += fmt::format(", {} rejected: {}", result->rejected, result->rejection);
  return sink.text + counted + "\n";
}

std::string metrics_of_protobuf(std::string_view body) {
  return decoded([&](RecordingSink& sink) { return decode_metrics_protobuf(body, sink); });
}

std::string metrics_of_json(std::string_view body) {
  const PaddedBody padded(body);
  return decoded([&](RecordingSink& sink) { return JsonDecoder().metrics(padded.view(), sink); });
}

std::string traces_of_protobuf(std::string_view body) {
  return decoded([&](RecordingSink& sink) { return decode_traces_protobuf(body, sink); });
}

std::string traces_of_json(std::string_view body) {
  const PaddedBody padded(body);
  return decoded([&](RecordingSink& sink) { return JsonDecoder().traces(padded.view(), sink); });
}

}  // namespace perfbench::otlp
