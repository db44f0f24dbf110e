// v4 JSON -> saved run: a result with its checks, environment and the durations of its iterations.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/saved_run.h"

namespace perfbench {

// As read_saved_result(); an error as well where nothing names the test. What the earlier harness did not write is
// empty.
Result<SavedRun> read_saved_run(std::string_view json, const std::string& origin);

}  // namespace perfbench
