// What the terminal behind a stream can show.
#pragma once

#include "reporters/terminal.h"

namespace perfbench {

struct TerminalTraits {
  bool interactive = false;  // a terminal that understands cursor movement
  TerminalStyle style;       // colour where it is interactive and NO_COLOR is not set; unicode in a UTF-8 locale
};

TerminalTraits describe_terminal(int descriptor);

}  // namespace perfbench
