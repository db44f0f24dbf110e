#include "model/human_number.h"

#include <fmt/format.h>

#include <cmath>

namespace perfbench {

namespace {

constexpr double kWidestPlain = 1e9;

}  // namespace

int decimals_for(double magnitude) {
  magnitude = std::abs(magnitude);
  if (magnitude == 0 || magnitude >= 1000) return 0;
  if (magnitude >= 100) return 1;
  if (magnitude >= 1) return 2;
  return magnitude >= 0.1 ? 3 : 4;
}

std::string human_number(double value, int decimals) {
  if (!std::isfinite(value) || std::abs(value) >= kWidestPlain) return fmt::format("{:.4g}", value);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool is_negative_zero = text.find_first_not_of("-0.") == std::string::npos && text.front() == '-';
  return is_negative_zero ? text.substr(1) : text;
}

std::string with_unit(std::string number, Unit unit) {
  const std::string_view suffix = symbol(unit);
  if (!suffix.empty()) number.append(" ").append(suffix);
  return number;
}

}  // namespace perfbench
