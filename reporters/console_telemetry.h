// What workers told of themselves, in brief: where the time went, and their metrics.
#pragma once

#include <string>

#include "model/run_result.h"
#include "reporters/terminal.h"

namespace perfbench {

// Empty when no worker sent anything.
std::string console_telemetry(const RunResult& result, const Terminal& terminal);

}  // namespace perfbench
