#include "reporters/terminal.h"

#include <algorithm>

#include "model/clean_text.h"
#include "model/utf8.h"
#include "reporters/ctest_text.h"

namespace perfbench {

namespace {

constexpr int kNarrowest = 40;

constexpr Signs kUnicodeSigns = {
    .pass = "✓", .fail = "✗", .unsampled = "–", .warning = "!", .times = "×", .ellipsis = "…", .bar = "│"};
constexpr Signs kAsciiSigns = {
    .pass = "ok", .fail = "FAIL", .unsampled = "-", .warning = "!", .times = "x", .ellipsis = "...", .bar = "|"};

std::string_view escape_code(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::good:
      return "\x1b[32m";
    case Ink::bad:
      return "\x1b[31m";
    case Ink::warning:
      return "\x1b[33m";
    case Ink::plain:
      break;
  }
  return "";
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (columns_of(point.value) > 0) ascii += point.value < 0x80 ? static_cast<char>(point.value) : '?';
    text.remove_prefix(point.bytes);
  }
  return ascii;
}

}  // namespace

Terminal::Terminal(const TerminalStyle& style) : style_(style), width_(std::max(style.width, kNarrowest)) {}

const Signs& Terminal::signs() const { return style_.unicode ? kUnicodeSigns : kAsciiSigns; }

std::string Terminal::clean(std::string_view text) const {
  const std::string line = without_ctest_elements(clean_line(text));
  return style_.unicode ? line : to_ascii(line);
}

std::string Terminal::paint(Ink ink, std::string_view text) const {
  const std::string_view code = escape_code(ink);
  if (!style_.colour || code.empty() || text.empty()) return std::string(text);
  return std::string(code).append(text).append("\x1b[0m");
}

std::string Terminal::fit(std::string_view text, int columns) const {
  if (columns_of(text) <= columns) return std::string(text);
  const std::string_view ellipsis = signs().ellipsis;
  return std::string(cut_to_columns(text, columns - columns_of(ellipsis))).append(ellipsis);
}

std::vector<std::string> Terminal::wrap(std::string_view text, int columns) const {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = cut_to_columns(text, columns);
    if (line.size() < text.size() && text[line.size()] != ' ') {
      const std::size_t space = line.rfind(' ');
      if (space != std::string_view::npos && space > 0) line = line.substr(0, space);
    }
    text.remove_prefix(line.size());
    line = line.substr(0, line.find_last_not_of(' ') + 1);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    lines.emplace_back(line);
  }
  return lines;
}

}  // namespace perfbench
