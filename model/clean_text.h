// Text of others (names, rules, a worker's stderr) made harmless: valid UTF-8 without control characters, terminal
// escape sequences, noncharacters, or marks that reorder what is read. Nothing is left that XML 1.0 could not hold.
// Escaping for a format comes after it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

// Lines end in "\n" (of "\r\n", "\r" or a Unicode line separator too); a tab is a space.
std::string clean_lines(std::string_view text);
// All in one line: a line end with the blanks around it becomes one space; no blanks at either end.
std::string clean_line(std::string_view text);

// The lines of clean_lines(text) without empty ones at the end; at most the last `most`.
std::vector<std::string> last_lines(std::string_view text, std::size_t most);

}  // namespace perfbench
