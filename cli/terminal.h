// What the terminal behind a stream can show.
#pragma once

namespace perfbench {

struct TerminalTraits {
  bool interactive = false;  // a terminal that understands cursor movement
  bool colour = false;       // and NO_COLOR is not set
  bool unicode = false;      // the locale is UTF-8
  int width = 80;
};

TerminalTraits describe_terminal(int descriptor);

}  // namespace perfbench
