// Sinks that hold decoders of OTLP to their contract, and write down what they are told.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "otlp/decode.h"
#include "require.h"

namespace perfbench::fuzz {

class OtlpRecord : public otlp::MetricSink, public otlp::SpanSink {
 public:
  void resource(const otlp::Attributes& resource) override {
    note("resource");
    take(resource);
  }

  void metric(const otlp::Metric& metric) override {
    require(!metric.name.empty(), "a metric has a name");
    has_metric_ = true;
    note(metric.name);
    note(metric.unit);
    note(metric.scope);
    note(std::to_string(static_cast<int>(metric.kind)) + std::to_string(static_cast<int>(metric.temporality)));
  }

  void point(const otlp::NumberPoint& point) override {
    take(point.header);
    note(point.value);
  }

  void point(const otlp::HistogramPoint& point) override {
    take(point.header);
    const bool no_buckets = point.bucket_counts.empty() && point.bounds.empty();
    require(no_buckets || point.bucket_counts.size() == point.bounds.size() + 1, "counts and bounds fit");
    require(std::ranges::adjacent_find(point.bounds, std::greater_equal<>()) == point.bounds.end(), "bounds ascend");
    for (const double bound : point.bounds) require(!std::isnan(bound), "a bound is a number");
    require(no_buckets || total(point.bucket_counts) == point.count, "counts add up");
    note(static_cast<double>(point.count));
    note(point.sum.value_or(-1));
  }

  void point(const otlp::ExponentialHistogramPoint& point) override {
    take(point.header);
    require(std::abs(point.scale) <= 100, "a scale is one");
    require(total(point.positive.counts) + total(point.negative.counts) + point.zero_count == point.count,
            "counts add up");
    note(static_cast<double>(point.count));
    note(static_cast<double>(point.positive.offset) + point.zero_threshold);
  }

  void point(const otlp::SummaryPoint& point) override {
    take(point.header);
    for (const otlp::QuantileValue& at : point.quantiles) {
      require(at.quantile >= 0 && at.quantile <= 1, "a quantile is one");
      note(at.value);
    }
  }

  void span(const otlp::Span& span) override {
    ++items;
    require(span.trace_id.size() == 16 && span.span_id.size() == 8, "a span has its ids");
    require(span.parent_span_id.empty() || span.parent_span_id.size() == 8, "a parent has an id, or there is none");
    note(span.trace_id);
    note(span.span_id);
    note(span.parent_span_id);
    note(span.name);
    note(static_cast<double>(span.start_ns) + static_cast<double>(span.end_ns));
    take(span.attributes);
  }

  std::uint64_t items = 0;
  std::string told;

 private:
  static std::uint64_t total(std::span<const std::uint64_t> counts) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) sum += count;
    return sum;
  }

  void take(const otlp::PointHeader& header) {
    ++items;
    require(has_metric_, "a point follows its metric");
    note(static_cast<double>(header.start_ns) + static_cast<double>(header.time_ns));
    take(header.attributes);
  }

  void take(const otlp::Attributes& attributes) {
    require(attributes.list.empty() == attributes.encoded.empty(), "attributes are as they were sent");
    note(attributes.encoded);
    take(attributes.list);
  }

  void take(std::span<const otlp::Attribute> attributes) {
    for (const otlp::Attribute& attribute : attributes) {
      note(attribute.key);
      note(std::to_string(attribute.value.index()));
      if (const auto* text = std::get_if<std::string_view>(&attribute.value)) note(*text);
    }
  }

  // Copies all bytes, which is where a sanitizer sees that they are there.
  void note(std::string_view text) {
    told += text;
    told += '\n';
  }
  void note(double number) { note(std::to_string(number)); }

  bool has_metric_ = false;
};

// Two decodings of the same body, which end alike: with the same items, or with errors.
inline void require_same(const otlp::DecodeResult& one, const OtlpRecord& first, const otlp::DecodeResult& other,
                         const OtlpRecord& second) {
  require(one.has_value() == other.has_value(), "the end is the same again");
  if (!one) {
    require(!one.error().empty() && one.error().size() < 300, "an error says what was wrong");
    require(std::ranges::none_of(one.error(), [](char c) { return c < ' ' || c > '~'; }), "an error is one plain line");
    return;
  }
  require(first.told == second.told, "the same is told again");
  require(one->accepted == other->accepted && one->rejected == other->rejected, "the counts are the same again");
  require((one->rejected > 0) == !one->rejection.empty(), "what is left out has a reason");
  require(std::ranges::none_of(one->rejection, [](char c) { return c < ' ' || c > '~'; }),
          "a reason is one plain line");
}

}  // namespace perfbench::fuzz
