#include "otlp/json_keys.h"

#include <array>
#include <cstddef>

namespace perfbench::otlp {

namespace {

struct NamedKey {
  std::string_view name;
  Key key = Key::unknown;
};

constexpr std::array kNames = {
    NamedKey{"aggregationTemporality", Key::aggregation_temporality},
    NamedKey{"arrayValue", Key::array_value},
    NamedKey{"asDouble", Key::as_double},
    NamedKey{"asInt", Key::as_int},
    NamedKey{"attributes", Key::attributes},
    NamedKey{"boolValue", Key::bool_value},
    NamedKey{"bucketCounts", Key::bucket_counts},
    NamedKey{"bytesValue", Key::bytes_value},
    NamedKey{"count", Key::count},
    NamedKey{"dataPoints", Key::data_points},
    NamedKey{"doubleValue", Key::double_value},
    NamedKey{"endTimeUnixNano", Key::end_time},
    NamedKey{"explicitBounds", Key::bounds},
    NamedKey{"exponentialHistogram", Key::exponential_histogram},
    NamedKey{"flags", Key::flags},
    NamedKey{"gauge", Key::gauge},
    NamedKey{"histogram", Key::histogram},
    NamedKey{"intValue", Key::int_value},
    NamedKey{"isMonotonic", Key::is_monotonic},
    NamedKey{"key", Key::key},
    NamedKey{"kvlistValue", Key::kvlist_value},
    NamedKey{"logRecords", Key::log_records},
    NamedKey{"max", Key::max},
    NamedKey{"metrics", Key::metrics},
    NamedKey{"min", Key::min},
    NamedKey{"name", Key::name},
    NamedKey{"negative", Key::negative},
    NamedKey{"offset", Key::offset},
    NamedKey{"parentSpanId", Key::parent_span_id},
    NamedKey{"positive", Key::positive},
    NamedKey{"quantile", Key::quantile},
    NamedKey{"quantileValues", Key::quantile_values},
    NamedKey{"resource", Key::resource},
    NamedKey{"resourceLogs", Key::resource_logs},
    NamedKey{"resourceMetrics", Key::resource_metrics},
    NamedKey{"resourceSpans", Key::resource_spans},
    NamedKey{"scale", Key::scale},
    NamedKey{"scope", Key::scope},
    NamedKey{"scopeLogs", Key::scope_logs},
    NamedKey{"scopeMetrics", Key::scope_metrics},
    NamedKey{"scopeSpans", Key::scope_spans},
    NamedKey{"spanId", Key::span_id},
    NamedKey{"spans", Key::spans},
    NamedKey{"startTimeUnixNano", Key::start_time},
    NamedKey{"stringValue", Key::string_value},
    NamedKey{"sum", Key::sum},
    NamedKey{"summary", Key::summary},
    NamedKey{"timeUnixNano", Key::time},
    NamedKey{"traceId", Key::trace_id},
    NamedKey{"unit", Key::unit},
    NamedKey{"value", Key::value},
    NamedKey{"values", Key::values},
    NamedKey{"zeroCount", Key::zero_count},
    NamedKey{"zeroThreshold", Key::zero_threshold},
};

constexpr std::size_t kSlots = 256;
constexpr std::size_t kLongestName = 40;  // in either case

// Of a name that is not empty.
constexpr std::size_t slot_of(std::string_view name) {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(name[at])); };
  return (name.size() * 37 + byte(0) * 3 + byte(name.size() / 2) * 7 + byte(name.size() - 1) * 11) % kSlots;
}

// Open addressing; most slots are empty.
consteval std::array<NamedKey, kSlots> hash_table() {
  std::array<NamedKey, kSlots> table{};
  for (const NamedKey& named : kNames) {
    std::size_t slot = slot_of(named.name);
    while (!table[slot].name.empty()) slot = (slot + 1) % kSlots;
    table[slot] = named;
  }
  return table;
}

constexpr std::array<NamedKey, kSlots> kTable = hash_table();

Key find_key(std::string_view name) {
  if (name.empty()) return Key::unknown;
  for (std::size_t slot = slot_of(name); !kTable[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (kTable[slot].name == name) return kTable[slot].key;
  }
  return Key::unknown;
}

Key find_snake_case(std::string_view name) {
  std::array<char, kLongestName> camel{};
  std::size_t size = 0;
  bool after_underscore = false;
  for (const char c : name) {
    if (c == '_') {
      after_underscore = true;
      continue;
    }
    const bool lower = c >= 'a' && c <= 'z';
    if (!lower) return Key::unknown;
    camel[size++] = after_underscore ? static_cast<char>(c - 'a' + 'A') : c;
    after_underscore = false;
  }
  return find_key({camel.data(), size});
}

}  // namespace

Key key_of(std::string_view name) {
  const Key key = find_key(name);
  if (key != Key::unknown || name.size() > kLongestName || name.find('_') == std::string_view::npos) return key;
  return find_snake_case(name);
}

}  // namespace perfbench::otlp
