// JSON text: doubles in shortest round-trip form (nlohmann's own is not always), NaN and Infinity as null, broken UTF-8
// repaired.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace perfbench {

// One object, written member by member, so that a long array of it never stands in memory as values. The text ends with
// a newline.
class JsonObjectWriter {
 public:
  void member(std::string_view key, const nlohmann::ordered_json& value);
  void members_of(const nlohmann::ordered_json& object);
  void begin_array(std::string_view key);
  void element(const nlohmann::ordered_json& value);
  void end_array();
  std::string finish();

 private:
  void begin_item(int depth);

  std::string text_ = "{";
  bool first_ = true;
};

}  // namespace perfbench
