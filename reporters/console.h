// The result as a person reads it at the end of a run.
#pragma once

#include <string>

#include "model/run_result.h"
#include "model/saved_result.h"
#include "reporters/terminal.h"

namespace perfbench {

std::string render_console(const RunResult& result, const TerminalStyle& style);

// A result that was read back from its file: what was run, and the table of its metrics.
std::string render_saved_result(const SavedResult& result, const TerminalStyle& style);

}  // namespace perfbench
