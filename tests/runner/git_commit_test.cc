#include "runner/git_commit.h"

#include <gtest/gtest.h>

#include <fstream>

#include "runner/worker_home.h"

namespace perfbench {
namespace {

const std::string kCommit = "0123456789abcdef0123456789abcdef01234567";
const std::string kOther = "76543210fedcba9876543210fedcba9876543210";

class GitCommits : public testing::Test {
 protected:
  void write(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  std::string commit_in(const std::filesystem::path& folder) const {
    std::filesystem::create_directories(root_ / folder);
    return git_commit(root_ / folder);
  }

 private:
  TemporaryRoot temporary_ = *TemporaryRoot::create(false);
  std::filesystem::path root_ = temporary_.path();
};

TEST_F(GitCommits, AreThoseOfTheBranchThatIsCheckedOut) {
  write("tree/.git/HEAD", "ref: refs/heads/main\n");
  write("tree/.git/refs/heads/main", kCommit + "\n");
  EXPECT_EQ(commit_in("tree/build/deep"), kCommit);
}

TEST_F(GitCommits, AreReadOfPackedBranchesToo) {
  write("tree/.git/HEAD", "ref: refs/heads/main\n");
  write("tree/.git/packed-refs", "# pack-refs\n" + kOther + " refs/heads/not/refs/heads/main2\n" + kOther +
                                     " refs/heads/other\n" + kCommit + " refs/heads/main\n");
  EXPECT_EQ(commit_in("tree"), kCommit);
}

TEST_F(GitCommits, WithoutABranchAreInHead) {
  write("tree/.git/HEAD", kCommit + "\n");
  EXPECT_EQ(commit_in("tree"), kCommit);
}

TEST_F(GitCommits, OfAWorktreeAreThoseOfItsOwnBranch) {
  write("main/.git/HEAD", "ref: refs/heads/main\n");
  write("main/.git/refs/heads/main", kOther);
  write("main/.git/refs/heads/side", kCommit);
  write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
  write("main/.git/worktrees/side/commondir", "../..\n");
  write("side/.git", "gitdir: ../main/.git/worktrees/side\n");
  EXPECT_EQ(commit_in("side"), kCommit);
}

TEST_F(GitCommits, WithoutARepositoryOrACommitAreNone) {
  EXPECT_EQ(git_commit("/proc"), "");
  write("fresh/.git/HEAD", "ref: refs/heads/main\n");
  EXPECT_EQ(commit_in("fresh"), "");
  write("broken/.git/HEAD", "../../etc/passwd\n");
  EXPECT_EQ(commit_in("broken"), "");
}

}  // namespace
}  // namespace perfbench
