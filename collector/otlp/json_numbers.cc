#include "otlp/json_numbers.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace perfbench::otlp {

namespace {

std::size_t count_digits(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  return digits;
}

// A text that is_json_number(), beyond what std::from_chars() can tell of: too large, or too small.
std::optional<double> out_of_range(std::string_view text) {
  const double number = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

template <class Integer>
std::optional<Integer> integer_of(std::string_view text) {
  Integer integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (error == std::errc() && end == text.data() + text.size()) return integer;
  if (error == std::errc::result_out_of_range) return std::nullopt;
  const std::optional<double> number = double_of(text);
  // The double behind the largest integer is one more than it.
  constexpr double kEnd = std::is_signed_v<Integer> ? 0x1p63 : 0x1p64;
  constexpr double kBegin = std::is_signed_v<Integer> ? -0x1p63 : 0;
  if (!number || !(*number >= kBegin && *number < kEnd) || *number != std::floor(*number)) return std::nullopt;
  return static_cast<Integer>(*number);
}

}  // namespace

bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t integer = count_digits(text);
  if (integer == 0 || (integer > 1 && text.front() == '0')) return false;
  text.remove_prefix(integer);
  if (text.starts_with('.')) {
    const std::size_t fraction = count_digits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const std::size_t exponent = count_digits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
}

std::optional<std::uint64_t> uint64_of(std::string_view text) { return integer_of<std::uint64_t>(text); }

std::optional<std::int64_t> int64_of(std::string_view text) { return integer_of<std::int64_t>(text); }

std::optional<double> double_of(std::string_view text) {
  if (!is_json_number(text)) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return kInfinity;
    if (text == "-Infinity") return -kInfinity;
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::optional(number) : out_of_range(text);
}

}  // namespace perfbench::otlp
