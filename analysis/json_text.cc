#include "analysis/json_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfbench {

// nlohmann: "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error ...; last read: '...'" and
// "[json.exception.out_of_range.406] number overflow parsing '...'".
std::string parser_words(std::string_view words) {
  for (const std::string_view quotation : {"; last read: '", " parsing '"}) {
    words = words.substr(0, words.find(quotation));
  }
  words.remove_prefix(std::min(words.find("] ") + 2, words.size()));
  if (words.starts_with("parse error at ")) words.remove_prefix(words.find(": ") + 2);
  return std::string(words);
}

Error broken_json(std::string_view text, std::size_t byte, std::string_view words, const std::string& origin) {
  const std::string_view before = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.kind = ErrorKind::plan,
          .what = fmt::format("broken JSON at line {}, column {}", line, before.size() - line_start + 1),
          .where = origin,
          .cause = parser_words(words),
          .advice = ""};
}

}  // namespace perfbench
