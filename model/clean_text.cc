#include "model/clean_text.h"

#include <algorithm>

#include "model/utf8.h"

namespace perfbench {

namespace {

constexpr char32_t kEscape = 0x1B;
constexpr char32_t kCsi = 0x9B;  // C1's form of ESC [

bool is_control(char32_t value) { return value < 0x20 || (value >= 0x7F && value <= 0x9F); }

bool is_line_end(char32_t value) { return value == '\n' || value == '\r' || value == 0x2028 || value == 0x2029; }

// Bidirectional controls, invisible marks, tags, and noncharacters (which XML forbids).
bool misleads(char32_t value) {
  return (value & 0xFFFE) == 0xFFFE || value == 0x061C || value == 0x200B || value == 0x200E || value == 0x200F ||
         (value >= 0x202A && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF ||
         (value >= 0xFFF9 && value <= 0xFFFB) || (value >= 0xE0000 && value <= 0xE007F);
}

std::size_t control_sequence(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= 0x20 && text[at] <= 0x3F) ++at;
  return at < text.size() && text[at] >= 0x40 && text[at] <= 0x7E ? at + 1 : at;
}

// A string (a title, a link) ends at BEL or ST; one that never ends takes no more than its line.
std::size_t control_string(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_of("\a\x1b\n\r", at);
  if (end == std::string_view::npos) return text.size();
  if (text[end] == '\a') return end + 1;
  return text.substr(end, 2) == "\x1b\\" ? end + 2 : end;
}

// Bytes of the escape sequence that `text` begins with (ECMA-48).
std::size_t escape_sequence(std::string_view text) {
  if (text.size() < 2) return text.size();
  constexpr std::string_view kStringOpeners = "]PX^_";
  if (text[1] == '[') return control_sequence(text, 2);
  if (kStringOpeners.find(text[1]) != std::string_view::npos) return control_string(text, 2);
  std::size_t end = 1;
  while (end < text.size() && text[end] >= 0x20 && text[end] <= 0x2F) ++end;
  return end < text.size() && text[end] >= 0x30 && text[end] <= 0x7E ? end + 1 : end;
}

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

std::string clean_lines(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    std::size_t taken = point.bytes;
    if (point.value == kEscape) {
      taken = escape_sequence(text);
    } else if (point.value == kCsi) {
      taken = control_sequence(text, point.bytes);
    } else if (is_line_end(point.value)) {
      if (text.substr(0, 2) == "\r\n") taken = 2;
      clean += '\n';
    } else if (point.value == '\t') {
      clean += ' ';
    } else if (!is_control(point.value) && !misleads(point.value)) {
      append_utf8(clean, point.value);
    }
    text.remove_prefix(taken);
  }
  return clean;
}

std::string clean_line(std::string_view text) {
  std::string line;
  bool joining = true;  // blanks at the beginning, and after a line's end, are not kept
  for (const char c : clean_lines(text)) {
    if (c == '\n') {
      trim_end(line);
      if (!line.empty()) line += ' ';
      joining = true;
    } else if (c != ' ' || !joining) {
      line += c;
      joining = false;
    }
  }
  trim_end(line);
  return line;
}

std::vector<std::string> last_lines(std::string_view text, std::size_t most) {
  const std::string clean = clean_lines(text);
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < clean.size();) {
    const std::size_t end = std::min(clean.find('\n', start), clean.size());
    lines.push_back(clean.substr(start, end - start));
    start = end + 1;
  }
  while (!lines.empty() && lines.back().find_first_not_of(' ') == std::string::npos) lines.pop_back();
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

}  // namespace perfbench
