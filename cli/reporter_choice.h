// Which reporters a run is to have.
#pragma once

#include <string_view>

#include "model/run_result.h"
#include "run_options.h"

namespace perfbench {

// CTest reads what this process prints, and collects measurements.
bool ctest_collects();

// Those of --reporter, else all, but the plot only where CTest collects it.
bool wants(const RunOptions& options, std::string_view reporter);

// Not when all is well and nobody wants to hear of it.
bool wants_console(const RunOptions& options, const RunResult& result);
bool wants_measurements(const RunOptions& options);

}  // namespace perfbench
