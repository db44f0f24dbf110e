// The table of metrics, fitted to the terminal's width.
#pragma once

#include <string>

#include "model/summary.h"
#include "reporters/terminal.h"

namespace perfbench {

inline constexpr int kIndent = 2;  // of a section's lines

// Lines; empty when nothing was measured.
std::string console_metrics(const Summary& summary, const Terminal& terminal);

}  // namespace perfbench
