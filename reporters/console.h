// The result as a person reads it at the end of a run.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

struct ConsoleStyle {
  bool colour = false;
  bool unicode = true;
  int width = 80;  // columns
};

std::string render_console(const RunResult& result, const ConsoleStyle& style);

}  // namespace perfbench
