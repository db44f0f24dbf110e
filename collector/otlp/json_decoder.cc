#include <array>

#include "otlp/contradictions.h"
#include "otlp/decode.h"
#include "otlp/json_metrics.h"
#include "otlp/json_request.h"
#include "otlp/span_ids.h"

namespace perfbench::otlp {

// Kept from body to body.
struct JsonSpansScratch {
  JsonAttributes attributes;
  TextPool texts;
  std::array<char, 16> trace_id{};
  std::array<char, 8> span_id{}, parent_span_id{};
};

namespace {

constexpr RequestKeys kMetricsKeys{Key::resource_metrics, Key::scope_metrics, Key::metrics};
constexpr RequestKeys kTracesKeys{Key::resource_spans, Key::scope_spans, Key::spans};
constexpr RequestKeys kLogsKeys{Key::resource_logs, Key::scope_logs, Key::log_records};

// Of requests whose resources and scopes do not count.
class JsonItems {
 public:
  explicit JsonItems(JsonBody& json) : json_(json) {}

  void resource() {}
  void resource(ondemand::object object) { check_all(object); }
  void scope() {}
  void scope(ondemand::object object) { check_all(object); }

 protected:
  void check_all(ondemand::object object) {
    json_.each_field(object, [&](Key, ondemand::value value) { json_.check(value); });
  }

  JsonBody& json_;
};

class JsonSpans : public JsonItems {
 public:
  JsonSpans(JsonBody& json, JsonSpansScratch& scratch, SpanSink& sink, Tally& tally)
      : JsonItems(json), scratch_(scratch), sink_(sink), tally_(tally) {}

  void item(ondemand::object object) {
    scratch_.attributes.clear();
    scratch_.texts.clear();
    Span span;
    json_.each_field(object, [&](Key key, ondemand::value value) { read_field(key, value, span); });
    span.attributes = scratch_.attributes.attributes().list;
    if (const char* reason = contradiction(span)) return tally_.reject("span", span.name, reason);
    sink_.span(span);
    tally_.accept();
  }

 private:
  void read_field(Key key, ondemand::value value, Span& span) {
    switch (key) {
      case Key::trace_id:
        span.trace_id = id(value, scratch_.trace_id);
        return;
      case Key::span_id:
        span.span_id = id(value, scratch_.span_id);
        return;
      case Key::parent_span_id:
        span.parent_span_id = id_or_none(id(value, scratch_.parent_span_id));
        return;
      case Key::name:
        span.name = json_.text(value, scratch_.texts);
        return;
      case Key::start_time:
        span.start_ns = json_.uint64(value);
        return;
      case Key::end_time:
        span.end_ns = json_.uint64(value);
        return;
      case Key::attributes:
        return scratch_.attributes.read(json_, value);
      default:
        json_.check(value);
    }
  }

  std::string_view id(ondemand::value value, std::span<char> buffer) {
    return id_of_hex(json_.text(value, scratch_.texts), buffer);
  }

  JsonSpansScratch& scratch_;
  SpanSink& sink_;
  Tally& tally_;
};

class JsonLogs : public JsonItems {
 public:
  JsonLogs(JsonBody& json, Tally& tally) : JsonItems(json), tally_(tally) {}

  void item(ondemand::object object) {
    check_all(object);
    tally_.accept();
  }

 private:
  Tally& tally_;
};

template <class Visitor>
DecodeResult decode_request(JsonBody& json, std::string_view body, const RequestKeys& keys, Visitor&& visitor,
                            Tally& tally) {
  try {
    walk_request(json, json.open(body), keys, visitor);
    json.close();
    return tally.take();
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed_text(body, malformed.at(), malformed.what()));
  }
}

std::optional<Signal> signal_of(Key key) {
  switch (key) {
    case Key::resource_metrics:
      return Signal::metrics;
    case Key::resource_spans:
      return Signal::traces;
    case Key::resource_logs:
      return Signal::logs;
    default:
      return std::nullopt;
  }
}

// Which of the three keys an object has, when it is one of them.
std::optional<Signal> only_signal(JsonBody& json, ondemand::object request) {
  std::optional<Signal> only;
  bool several = false;
  json.find_fields(request, 1, [&](Key key, ondemand::value) {
    const auto one = signal_of(key);
    if (one && only && *one != *only) several = true;
    if (one) only = one;
    return several;
  });
  return several ? std::nullopt : only;
}

}  // namespace

struct JsonDecoder::State {
  JsonBody json;
  JsonMetricsScratch metrics;
  JsonSpansScratch spans;
};

JsonDecoder::JsonDecoder() : state_(std::make_unique<State>()) {}
JsonDecoder::JsonDecoder(JsonDecoder&&) noexcept = default;
JsonDecoder& JsonDecoder::operator=(JsonDecoder&&) noexcept = default;
JsonDecoder::~JsonDecoder() = default;

std::size_t JsonDecoder::padding() { return simdjson::SIMDJSON_PADDING; }

DecodeResult JsonDecoder::metrics(std::string_view padded_body, MetricSink& sink) {
  Tally tally;
  return decode_request(state_->json, padded_body, kMetricsKeys,
                        JsonMetrics(state_->json, state_->metrics, sink, tally), tally);
}

DecodeResult JsonDecoder::traces(std::string_view padded_body, SpanSink& sink) {
  Tally tally;
  return decode_request(state_->json, padded_body, kTracesKeys, JsonSpans(state_->json, state_->spans, sink, tally),
                        tally);
}

DecodeResult JsonDecoder::logs(std::string_view padded_body) {
  Tally tally;
  return decode_request(state_->json, padded_body, kLogsKeys, JsonLogs(state_->json, tally), tally);
}

tl::expected<Signal, std::string> JsonDecoder::signal(std::string_view padded_body) {
  try {
    if (const auto only = only_signal(state_->json, state_->json.open(padded_body))) return *only;
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed_text(padded_body, malformed.at(), malformed.what()));
  }
  return tl::unexpected<std::string>(
      "exactly one of the keys resourceMetrics, resourceSpans and resourceLogs is expected");
}

}  // namespace perfbench::otlp
