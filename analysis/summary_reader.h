// v4 JSON -> summary: reads our own results back, and those of the earlier harness, some from before v4 with keys
// missing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/summary.h"

namespace perfbench {

struct SavedResult {
  std::optional<int> schema_version;  // absent in recorded summaries
  std::string generated_at;
  std::string run_dir;
  std::string command;
  std::optional<std::string> profile_name;
  std::string phase;
  std::optional<int> iterations;
  std::optional<std::string> verdict;
  Summary summary;
};

// `origin` names the text in errors (a file's path). Errors (plan): broken JSON with its position, not a v4 summary.
Result<SavedResult> read_saved_result(std::string_view json, const std::string& origin);

}  // namespace perfbench
