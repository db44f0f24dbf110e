// What workers told of themselves, as a section of summary.md: metrics, groups of them, and the tree of phases.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

// Empty when no worker sent anything.
std::string markdown_telemetry(const RunResult& result);

}  // namespace perfbench
