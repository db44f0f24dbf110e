// A result as it was read back from its file: of our own runs, or of the earlier harness of the same schema.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/summary.h"

namespace perfbench {

struct SavedResult {
  std::optional<int> schema_version;  // absent in recorded summaries
  std::string generated_at;
  std::string run_dir;
  std::string command;
  std::optional<std::string> profile_name;
  std::string phase;
  std::vector<std::string> emulator;  // empty: none
  std::optional<int> iterations;
  std::optional<std::string> verdict;
  Summary summary;
};

}  // namespace perfbench
