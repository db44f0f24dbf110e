// A worker's own words, made harmless, are UTF-8 without control characters, and stay as they are when cleaned again.
#include <algorithm>

#include "model/clean_text.h"
#include "model/utf8.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

void check_cuts(std::string_view text) {
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{5}, text.size()}) {
    require(cut_to_bytes(text, most).size() <= most, "a cut holds its bytes");
    require(characters_of(cut_to_characters(text, most)) <= most, "a cut holds its characters");
    require(columns_of(cut_to_columns(text, static_cast<int>(most))) <= static_cast<int>(most), "a cut fits");
    require(to_valid_utf8(cut_to_bytes(text, most)) == cut_to_bytes(text, most), "no cut splits a character");
  }
  require(cut_to_bytes(text, text.size()) == text, "nothing is cut for nothing");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  const std::string lines = clean_lines(text);
  require(to_valid_utf8(lines) == lines, "clean lines are UTF-8");
  require(std::ranges::none_of(lines, [](char c) { return c != '\n' && is_control(c); }), "lines are clean");
  require(clean_lines(lines) == lines, "clean lines stay as they are");

  const std::string line = clean_line(text);
  require(std::ranges::none_of(line, is_control), "a clean line is one");
  require(clean_line(line) == line, "a clean line stays as it is");
  require(!line.starts_with(' ') && !line.ends_with(' '), "a clean line has no blanks at its ends");

  const auto last = last_lines(text, 3);
  require(last.size() <= 3 && (last.empty() || last.back().find_first_not_of(' ') != std::string::npos),
          "the last lines end in one that says something");
  check_cuts(lines);
  return 0;
}
