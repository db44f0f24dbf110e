#include "reporters/markdown_text.h"

#include <algorithm>

#include "model/clean_text.h"

namespace perfbench {

namespace {

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t current = 0;
  for (const char c : text) {
    current = c == wanted ? current + 1 : 0;
    longest = std::max(longest, current);
  }
  return longest;
}

// GitHub makes links of bare addresses.
bool is_address(std::string_view line, std::size_t at) {
  if (line[at] == ':') return line.substr(at + 1).starts_with("//");
  return line[at] == '.' && (line.substr(0, at).ends_with("www") || line.substr(0, at).ends_with("WWW"));
}

bool is_markup(std::string_view line, std::size_t at) {
  constexpr std::string_view kSpecial = "\\`*_[]<>|&~$#@";
  return kSpecial.find(line[at]) != std::string_view::npos || is_address(line, at);
}

}  // namespace

std::string md_escaped(std::string_view text) {
  const std::string line = clean_line(text);
  std::string escaped;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (is_markup(line, i)) escaped += '\\';
    escaped += line[i];
  }
  return escaped;
}

std::string md_code(std::string_view text) {
  const std::string line = clean_line(text);
  if (line.empty()) return "";
  if (line.find('|') != std::string::npos) return md_escaped(line);
  const std::string fence(longest_run(line, '`') + 1, '`');
  const bool needs_room = line.starts_with('`') || line.ends_with('`');
  return fence + (needs_room ? " " + line + " " : line) + fence;
}

std::string md_fenced(std::string_view text, std::string_view language) {
  std::string lines = clean_lines(text);
  if (!lines.empty() && !lines.ends_with('\n')) lines += '\n';
  const std::string fence(std::max<std::size_t>(3, longest_run(lines, '`') + 1), '`');
  return fence + std::string(language) + "\n" + lines + fence + "\n";
}

}  // namespace perfbench
