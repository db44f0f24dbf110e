// The result as a person reads it at the end of a run.
#pragma once

#include <string>

#include "model/run_result.h"
#include "model/saved_result.h"

namespace perfbench {

struct ConsoleStyle {
  bool colour = false;
  bool unicode = true;
  int width = 80;  // columns
};

std::string render_console(const RunResult& result, const ConsoleStyle& style);

// A result that was read back from its file: what was run, and the table of its metrics.
std::string render_saved_result(const SavedResult& result, const ConsoleStyle& style);

}  // namespace perfbench
