// Whether the sources that a run was started in are those of their commit.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace perfbench {

struct GitDirty {
  std::optional<bool> dirty;  // a file that git knows differs from the commit, or is staged
  std::string reason;         // why that is not known; empty where it is
};

// Asks the git in PATH, which writes nothing and starts nothing, and is ended after `patience`. To be called when
// nothing is measured, with a folder in a repository.
GitDirty git_dirty(const std::filesystem::path& folder, std::chrono::milliseconds patience = std::chrono::seconds(2));

}  // namespace perfbench
