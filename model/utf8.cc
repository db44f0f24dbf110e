#include "model/utf8.h"

#include <algorithm>
#include <array>

namespace perfbench {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's East Asian Width W and F, in coarse blocks.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x2614, 0x2615},
    Range{0x26A1, 0x26A1},   Range{0x2705, 0x2705},   Range{0x274C, 0x274C},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x064B, 0x065F}, Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t value) {
  return std::ranges::any_of(ranges, [=](Range range) { return value >= range.first && value <= range.last; });
}

struct Lead {
  char32_t bits;
  std::size_t length;
  char32_t least;  // smaller values have a shorter form
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {.bits = byte & 0x1Fu, .length = 2, .least = 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return {.bits = byte & 0x0Fu, .length = 3, .least = 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return {.bits = byte & 0x07u, .length = 4, .least = 0x10000};
  return {.bits = 0, .length = 0, .least = 0};
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  constexpr CodePoint kBroken = {.value = kReplacementCharacter, .bytes = 1};
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {.value = first, .bytes = 1};
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() < lead.length) return kBroken;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0u) != 0x80u) return kBroken;
    value = (value << 6) | (byte & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.least || value > 0x10FFFF || surrogate) return kBroken;
  return {.value = value, .bytes = lead.length};
}

void append_utf8(std::string& out, char32_t value) {
  const auto continuation = [&](int shift) { out += static_cast<char>(0x80u | ((value >> shift) & 0x3Fu)); };
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xC0u | (value >> 6));
    continuation(0);
  } else if (value < 0x10000) {
    out += static_cast<char>(0xE0u | (value >> 12));
    continuation(6);
    continuation(0);
  } else {
    out += static_cast<char>(0xF0u | (value >> 18));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

std::string to_valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const CodePoint code_point = first_code_point(text);
    append_utf8(valid, code_point.value);
    text.remove_prefix(code_point.bytes);
  }
  return valid;
}

int columns_of(char32_t value) {
  if (value < 0x300) return 1;
  if (contains(kZeroWidth, value)) return 0;
  return contains(kWide, value) ? 2 : 1;
}

int columns_of(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    columns += columns_of(point.value);
    text.remove_prefix(point.bytes);
  }
  return columns;
}

std::string_view cut_to_bytes(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t next = end + first_code_point(text.substr(end)).bytes;
    if (next > most) break;
    end = next;
  }
  return text.substr(0, end);
}

std::string_view cut_to_characters(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size() && taken < most; ++taken) {
    end += first_code_point(text.substr(end)).bytes;
  }
  return text.substr(0, end);
}

std::string_view cut_to_columns(std::string_view text, int most) {
  std::size_t end = 0;
  int columns = 0;
  while (end < text.size()) {
    const CodePoint point = first_code_point(text.substr(end));
    columns += columns_of(point.value);
    if (columns > most) break;
    end += point.bytes;
  }
  return text.substr(0, end);
}

std::size_t characters_of(std::string_view text) {
  std::size_t characters = 0;
  for (; !text.empty(); ++characters) text.remove_prefix(first_code_point(text).bytes);
  return characters;
}

}  // namespace perfbench
