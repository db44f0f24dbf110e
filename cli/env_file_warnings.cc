#include "env_file_warnings.h"

#include <fmt/format.h>

#include "model/shell_word.h"

namespace perfbench {

namespace fs = std::filesystem;

std::vector<Warning> warn_of_readable_env_files(const WorkerPlan& worker) {
  std::vector<Warning> warnings;
  for (const fs::path& file : worker.env_files) {
    std::error_code unreadable;
    const fs::file_status status = fs::status(file, unreadable);
    if (!fs::is_regular_file(status)) continue;
    const fs::perms mode = status.permissions() & fs::perms::all;
    if ((mode & (fs::perms::group_read | fs::perms::others_read)) == fs::perms::none) continue;
    const char* readers = (mode & fs::perms::others_read) == fs::perms::none ? "its group" : "everybody";
    warnings.push_back({.code = "env_file_readable",
                        .message = fmt::format("the environment file {} can be read by {} (mode {:04o})", file.string(),
                                               readers, static_cast<unsigned>(mode)),
                        .advice = "chmod 600 " + shell_word(file.string())});
  }
  return warnings;
}

}  // namespace perfbench
