#include "model/shell_word.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "model/clean_text.h"

namespace perfbench {

namespace {

bool is_safe(char c) {
  constexpr std::string_view kSafePunctuation = "_@%+=:,./-";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || kSafePunctuation.find(c) != std::string_view::npos;
}

std::string ansi_c_quoted(std::string_view word) {
  std::string quoted = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      quoted += fmt::format("\\{:03o}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string shell_word(std::string_view word) {
  if (!word.empty() && std::ranges::all_of(word, is_safe)) return std::string(word);
  if (clean_lines(word) != word || word.find('\n') != std::string_view::npos) return ansi_c_quoted(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string quote_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    line += shell_word(word);
  }
  return line;
}

}  // namespace perfbench
