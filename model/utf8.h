// UTF-8 text: its characters, the columns they take on a terminal, and cuts that never split one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perfbench {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  // that it takes in the text
};

// The character that `text` (not empty) begins with. A byte that begins none, an overlong form and a surrogate are
// U+FFFD of one byte.
CodePoint first_code_point(std::string_view text);

void append_utf8(std::string& out, char32_t value);

// `text` with each byte that is no part of valid UTF-8 replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);

// Columns on a terminal: 2 for East Asian wide characters and most emoji, 0 for combining ones.
int columns_of(char32_t value);
int columns_of(std::string_view text);

// The longest beginning of `text` of at most `most` bytes, characters or columns.
std::string_view cut_to_bytes(std::string_view text, std::size_t most);
std::string_view cut_to_characters(std::string_view text, std::size_t most);
std::string_view cut_to_columns(std::string_view text, int most);

std::size_t characters_of(std::string_view text);

}  // namespace perfbench
