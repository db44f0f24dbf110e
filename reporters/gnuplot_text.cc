#include "reporters/gnuplot_text.h"

#include <fmt/format.h>

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench {

namespace {

bool means_itself(char c) {
  const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view(" .,:;()<>=+-_/").find(c) != std::string_view::npos;
}

}  // namespace

std::string gnuplot_string(std::string_view text, int most_columns) {
  std::string line = clean_line(text);
  if (columns_of(line) > most_columns) line = std::string(cut_to_columns(line, most_columns - 1)) + "…";
  std::string quoted = "\"";
  bool after_escape = false;
  for (const char c : line) {
    const bool digit = c >= '0' && c <= '9';  // gnuplot would take it for one more of the escape's
    const bool escaped = !means_itself(c) || (digit && after_escape);
    quoted += escaped ? fmt::format("\\{:03o}", static_cast<unsigned char>(c)) : std::string(1, c);
    after_escape = escaped;
  }
  return quoted + '"';
}

std::string gnuplot_number(double value) { return fmt::format("{:.13g}", value); }

}  // namespace perfbench
