// v4 JSON -> saved result: reads our own results back, and those of the earlier harness, some from before v4 with keys
// missing.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/saved_result.h"

namespace perfbench {

// `origin` names the text in errors (a file's path). Errors (plan): broken JSON with its position, not a v4 summary.
Result<SavedResult> read_saved_result(std::string_view json, const std::string& origin);

}  // namespace perfbench
