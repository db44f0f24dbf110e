// Tools that perfbench calls, or runs workers under.
#pragma once

#include <string>
#include <vector>

#include "model/error.h"
#include "reporters/filter_process.h"

namespace perfbench {

// Its path. Errors (harness): it is not in PATH, with the package that has it.
Result<std::string> find_tool(const std::string& name, const std::string& package);

// What it prints. Errors (harness): it could not be started, failed, or went beyond the limits, or was
// given up since this process is asked to end; `what` stands before the reason.
Result<std::string> output_of_tool(const std::string& program, std::vector<std::string> arguments, FilterLimits limits,
                                   const std::string& what);

// "what: why" with the advice, for a figure's reason.
std::string reason_text(const Error& error);

}  // namespace perfbench
