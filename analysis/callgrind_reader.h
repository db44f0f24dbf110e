// The file that callgrind writes of a process -> how many instructions it executed, and of which command.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

struct CallgrindCount {
  double instructions = 0;
  std::string command;  // with its arguments; empty where it is not told
};

// The first number of its "totals:" (of "summary:" where there are none), which is of the event Ir. Errors (plan): it
// counts another event first, neither line is there, or the file is empty.
Result<CallgrindCount> read_callgrind(std::string_view text, const std::string& origin);

}  // namespace perfbench
