// Whether the sources that a run was started in are those of their commit.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace perfbench {

struct GitDirty {
  std::optional<bool> dirty;  // a file that git knows differs from the commit, or is staged
  std::string reason;         // why that is not known; empty where it is
};

// Asks the git in PATH, which writes nothing and starts nothing that stays. It works while this goes on, so it is to be
// asked when nothing is measured any more, of a folder in a repository.
class GitStatus {
 public:
  explicit GitStatus(const std::filesystem::path& folder, std::chrono::milliseconds patience = std::chrono::seconds(2));
  GitStatus(const GitStatus&) = delete;
  GitStatus& operator=(const GitStatus&) = delete;
  ~GitStatus();  // ends a git that is still at work

  // Waits until `patience` after the question at most. To be called once.
  GitDirty answer();

 private:
  struct Question;
  std::unique_ptr<Question> question_;
};

}  // namespace perfbench
