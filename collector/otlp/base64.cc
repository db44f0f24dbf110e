#include "otlp/base64.h"

#include <cstddef>
#include <cstdint>

namespace perfbench::otlp {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char as_usual(char c) {
  if (c == '-') return '+';
  return c == '_' ? '/' : c;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= group.size() ? kAlphabet[bits >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
}

bool append_as_base64(std::string& out, std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return false;
  for (const char c : text) {
    const char usual = as_usual(c);
    if (kAlphabet.find(usual) == std::string_view::npos) return false;
    out += usual;
  }
  out.append((4 - text.size() % 4) % 4, '=');
  return true;
}

}  // namespace perfbench::otlp
