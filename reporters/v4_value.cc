#include "reporters/v4_value.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace perfbench {

namespace {

constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

bool is_exact_integer(double value) {
  return std::nearbyint(value) == value && std::abs(value) <= kLargestExactInteger;
}

}  // namespace

nlohmann::ordered_json v4_number(const Measured& value, bool integral) {
  if (!value || !std::isfinite(*value)) return nullptr;
  if (integral && is_exact_integer(*value)) return static_cast<std::int64_t>(*value);
  return *value;
}

void write_v4_number(JsonWriter& writer, const Measured& value, bool integral) {
  if (!value) {
    writer.value(nullptr);
  } else if (integral && is_exact_integer(*value)) {
    writer.value(static_cast<std::int64_t>(*value));
  } else {
    writer.value(*value);
  }
}

nlohmann::ordered_json v4_text(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

}  // namespace perfbench
