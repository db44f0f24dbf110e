// What each worker's home is to hold, read once from the files that the plan names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/plan.h"

namespace perfbench {

struct HomeFileContent {
  std::filesystem::path destination;  // relative to the home, normal
  std::filesystem::perms permissions;
  std::string bytes;
};

// Whether a destination is no file inside the home.
bool leaves_home(const std::filesystem::path& destination);

// One content for each destination: files that share one are merged (home_file_merge.h), and the result permits only
// what each of them permits. Errors (plan): a missing or unreadable source, one that cannot be merged, a destination
// that is absolute or leaves the home.
Result<std::vector<HomeFileContent>> read_home_files(const std::vector<HomeFile>& files);

}  // namespace perfbench
