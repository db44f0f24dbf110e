// Saved runs as a user names them: the file of a result, or the folder of a run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/saved_run.h"

namespace perfbench {

struct SavedRunFile {
  std::filesystem::path file;
  std::string text;  // of the file
  SavedRun run;
};

// The summary.json of a folder; any other path as it is.
std::filesystem::path result_file_of(const std::filesystem::path& named);

// Errors (plan): with the file.
Result<std::vector<SavedRunFile>> read_saved_runs(const std::vector<std::string>& named);

}  // namespace perfbench
