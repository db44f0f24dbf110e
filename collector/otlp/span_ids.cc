#include "otlp/span_ids.h"

#include <cstddef>

namespace perfbench::otlp {

namespace {

// Negative where it is none.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string_view id_or_none(std::string_view id) {
  return id.find_first_not_of('\0') == std::string_view::npos ? std::string_view() : id;
}

std::string_view id_of_hex(std::string_view hex, std::span<char> buffer) {
  constexpr std::string_view kNoId = "?";
  if (hex.size() % 2 != 0 || hex.size() / 2 > buffer.size()) return kNoId;
  for (std::size_t i = 0; i < hex.size() / 2; ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return kNoId;
    buffer[i] = static_cast<char>(high * 16 + low);
  }
  return {buffer.data(), hex.size() / 2};
}

}  // namespace perfbench::otlp
