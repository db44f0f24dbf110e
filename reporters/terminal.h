// Text for a terminal: its colours, its signs, its width.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

struct TerminalStyle {
  bool colour = false;
  bool unicode = true;
  int width = 80;  // columns
};

enum class Ink { plain, bold, dim, good, bad, warning };

struct Signs {
  std::string_view pass;
  std::string_view fail;
  std::string_view unsampled;
  std::string_view warning;
  std::string_view times;
  std::string_view ellipsis;
  std::string_view bar;
};

class Terminal {
 public:
  explicit Terminal(const TerminalStyle& style);

  int width() const { return width_; }
  const Signs& signs() const;

  // Text of others in one line. Where CTest reads along, none of its elements can hide in it (a worker's stderr could
  // otherwise add measurements to the test).
  std::string clean(std::string_view text) const;
  std::string paint(Ink ink, std::string_view text) const;
  // Cut with an ellipsis to `columns`.
  std::string fit(std::string_view text, int columns) const;
  // Broken at spaces into lines of at most `columns`; a longer word is broken where it must.
  std::vector<std::string> wrap(std::string_view text, int columns) const;

 private:
  TerminalStyle style_;
  int width_;
};

}  // namespace perfbench
