// JSON text: doubles in shortest round-trip form (nlohmann's own is not always), NaN and Infinity as null, broken UTF-8
// repaired.
#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "reporters/byte_sink.h"

namespace perfbench {

// Writes to a sink as it goes, so that a long document stands in memory neither as values nor as text.
class JsonWriter {
 public:
  explicit JsonWriter(ByteSink sink) : sink_(std::move(sink)) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  // Before each value in an object.
  void key(std::string_view key);

  void value(std::nullptr_t);
  void value(bool value);
  void value(double value);
  void value(std::int64_t value);
  void value(std::string_view value);
  void value(const nlohmann::ordered_json& value);
  void value(std::integral auto value) { this->value(static_cast<std::int64_t>(value)); }
  void value(const std::string& value) { this->value(std::string_view(value)); }
  void value(const char* value) { this->value(std::string_view(value)); }

  void member(std::string_view key, const auto& value) {
    this->key(key);
    this->value(value);
  }

  // Ends the text with a newline and passes on what is left of it.
  void finish();

 private:
  void begin(char bracket);
  void end(char bracket);
  void begin_item();
  void start_line();
  void pass_on_if_long();

  ByteSink sink_;
  std::string text_;  // not passed on yet
  std::size_t depth_ = 0;
  bool is_empty_ = true;  // the innermost object or array
  bool has_key_ = false;
};

}  // namespace perfbench
