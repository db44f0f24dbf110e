// JSON text: doubles in shortest round-trip form (nlohmann's own is not always), NaN and Infinity as null, broken UTF-8
// repaired.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "reporters/byte_sink.h"

namespace perfbench {

// One object, written member by member to a sink, so that a long array of it stands in memory neither as values nor as
// text. The text ends with a newline.
class JsonObjectWriter {
 public:
  explicit JsonObjectWriter(ByteSink sink) : sink_(std::move(sink)) {}

  void member(std::string_view key, const nlohmann::ordered_json& value);
  void members_of(const nlohmann::ordered_json& object);
  void begin_array(std::string_view key);
  void element(const nlohmann::ordered_json& value);
  void end_array();
  void finish();

 private:
  void begin_item(int depth);
  void pass_on_if_long();

  ByteSink sink_;
  std::string text_ = "{";  // not passed on yet
  bool first_ = true;
};

}  // namespace perfbench
