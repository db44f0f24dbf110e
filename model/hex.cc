#include "model/hex.h"

namespace perfbench {

namespace {

constexpr unsigned kBase = 16;

// kBase where it is none.
unsigned value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  return digit >= 'A' && digit <= 'F' ? static_cast<unsigned>(digit - 'A') + 10 : kBase;
}

}  // namespace

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += kDigits[byte / kBase];
    digits += kDigits[byte % kBase];
  }
  return digits;
}

std::optional<std::string> bytes_of_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const unsigned high = value_of(digits[i]);
    const unsigned low = value_of(digits[i + 1]);
    if (high == kBase || low == kBase) return std::nullopt;
    bytes += static_cast<char>(high * kBase + low);
  }
  return bytes;
}

}  // namespace perfbench
