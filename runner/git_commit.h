// Which commit a tree of sources is at.
#pragma once

#include <filesystem>
#include <string>

namespace perfbench {

// Of the git repository that `folder` lies in, by its files, since there need not be a git; empty where there is none,
// or nothing committed.
std::string git_commit(const std::filesystem::path& folder);

}  // namespace perfbench
