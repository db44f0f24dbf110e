// summary.md: the result as a page of GitHub-flavoured Markdown.
#pragma once

#include <string>

#include "model/run_result.h"

namespace perfbench {

std::string render_markdown(const RunResult& result);

}  // namespace perfbench
