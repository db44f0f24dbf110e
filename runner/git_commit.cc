#include "runner/git_commit.h"

#include <fstream>
#include <string_view>

#include "model/hex.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

std::string line_of_file(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

// What stands behind `opening`; empty where the text does not begin so.
std::string behind(const std::string& text, std::string_view opening) {
  return text.starts_with(opening) ? text.substr(opening.size()) : "";
}

// The folder .git, or the one that a file of that name tells of a worktree or submodule; empty where there is none.
fs::path repository_of(fs::path folder) {
  std::error_code unreadable;
  for (;; folder = folder.parent_path()) {
    fs::path git = folder / ".git";
    if (fs::is_directory(git, unreadable)) return git;
    if (fs::is_regular_file(git, unreadable)) return folder / behind(line_of_file(git), "gitdir: ");
    if (!folder.has_relative_path()) return {};
  }
}

std::string packed_commit(const fs::path& repository, const std::string& reference) {
  std::ifstream stream(repository / "packed-refs");
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with(" " + reference)) return line.substr(0, line.find(' '));
  }
  return {};
}

std::string checked(const std::string& commit) {
  constexpr std::size_t kSha1Digits = 40;
  constexpr std::size_t kSha256Digits = 64;
  const bool fits = commit.size() == kSha1Digits || commit.size() == kSha256Digits;
  return fits && bytes_of_hex(commit) ? commit : "";
}

}  // namespace

std::string git_commit(const fs::path& folder) {
  const fs::path repository = repository_of(folder);
  if (repository.empty()) return {};
  const std::string head = line_of_file(repository / "HEAD");
  const std::string reference = behind(head, "ref: ");
  if (reference.empty()) return checked(head);
  const std::string common = line_of_file(repository / "commondir");  // a worktree has its branches there
  const fs::path branches = common.empty() ? repository : repository / common;
  const std::string commit = checked(line_of_file(branches / reference));
  return commit.empty() ? checked(packed_commit(branches, reference)) : commit;
}

}  // namespace perfbench
