// What becomes of a run's results beyond its folder.
#pragma once

#include "installation.h"
#include "model/run_result.h"
#include "run_options.h"

namespace perfbench {

// Sends the results to the backend that --otlp-export names, if there is one, in bounded time. Where that fails, a
// warning on stderr tells how to do it later; nothing else is changed by it. A run that was interrupted is not sent.
void export_result(const RunOptions& options, const Installation& installation, const RunResult& result);

}  // namespace perfbench
