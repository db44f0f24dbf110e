#include "reporters/v4_value.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace perfbench {

namespace {

constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

}  // namespace

nlohmann::ordered_json v4_number(const Measured& value, bool integral) {
  if (!value || !std::isfinite(*value)) return nullptr;
  if (integral && std::nearbyint(*value) == *value && std::abs(*value) <= kLargestExactInteger) {
    return static_cast<std::int64_t>(*value);
  }
  return *value;
}

nlohmann::ordered_json v4_text(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

}  // namespace perfbench
