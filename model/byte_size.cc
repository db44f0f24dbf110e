#include "model/byte_size.h"

#include <array>
#include <charconv>
#include <cmath>

#include "model/unit.h"

namespace perfbench {

namespace {

constexpr double kBytesPerKb = 1024;
constexpr double kMostBytes = 0x1p60;

struct SizeUnit {
  std::string_view suffix;
  std::int64_t bytes;
};
constexpr std::array kSizeUnits = {SizeUnit{"GB", std::int64_t{1} << 30}, SizeUnit{"MB", std::int64_t{1} << 20},
                                   SizeUnit{"KB", std::int64_t{1} << 10}};

}  // namespace

std::optional<std::int64_t> parse_byte_size(std::string_view text) {
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  while (suffix.starts_with(' ')) suffix.remove_prefix(1);
  const auto factor = conversion_factor(suffix, Unit::kilobytes);
  if (status != std::errc{} || suffix.empty() || !factor) return std::nullopt;
  const double bytes = std::floor(number * *factor * kBytesPerKb);
  if (!(bytes >= 1 && bytes <= kMostBytes)) return std::nullopt;  // no NaN
  return static_cast<std::int64_t>(bytes);
}

std::string byte_size_text(std::int64_t bytes) {
  for (const SizeUnit& unit : kSizeUnits) {
    if (bytes % unit.bytes == 0) return std::to_string(bytes / unit.bytes).append(unit.suffix);
  }
  return std::to_string(bytes) + "B";
}

}  // namespace perfbench
