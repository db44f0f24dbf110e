// The machine, the build and the sources of a run as a table of Markdown.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

// A section with its heading; what is not known is left out.
std::string markdown_environment(const RunResult& result);

}  // namespace perfbench
