#include "saved_run_files.h"

#include "analysis/saved_run_reader.h"
#include "analysis/text_file.h"

namespace perfbench {

std::filesystem::path result_file_of(const std::filesystem::path& named) {
  std::error_code unreadable;  // reading it will say so
  return std::filesystem::is_directory(named, unreadable) ? named / "summary.json" : named;
}

Result<std::vector<SavedRunFile>> read_saved_runs(const std::vector<std::string>& named) {
  std::vector<SavedRunFile> runs;
  for (const std::string& name : named) {
    const std::filesystem::path file = result_file_of(name);
    auto text = read_text_file(file, "the result cannot be read");
    if (!text) {
      text.error().advice = "Name a summary.json, or the folder of a run.";
      return fail(text.error());
    }
    auto run = read_saved_run(*text, file.string());
    if (!run) return fail(run.error());
    runs.push_back({.file = file, .text = std::move(*text), .run = std::move(*run)});
  }
  return runs;
}

}  // namespace perfbench
