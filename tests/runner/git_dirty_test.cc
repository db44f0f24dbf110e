#include "runner/git_dirty.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "runner/file_descriptor.h"
#include "runner/worker_home.h"

namespace perfbench {
namespace {

namespace fs = std::filesystem;

// With a git of the test's own, the only one in PATH.
class GitDirtyTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::getenv("PATH");
    ::setenv("PATH", folder_.c_str(), 1);
  }
  void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

  void write_git(const std::string& script) const {
    const fs::path git = folder_ / "git";
    std::ofstream(git) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(git, fs::perms::owner_all);
  }

  TemporaryRoot temporary_ = *TemporaryRoot::create(false);
  const fs::path folder_ = temporary_.path();
  std::string path_;
};

TEST_F(GitDirtyTest, IsWhetherGitListsAnything) {
  write_git("echo ' M file'");
  EXPECT_EQ(GitStatus(folder_).answer().dirty, true);
  write_git("exit 0");
  EXPECT_EQ(GitStatus(folder_).answer().dirty, false);
  EXPECT_EQ(GitStatus(folder_).answer().reason, "");
}

TEST_F(GitDirtyTest, ATreeWithMoreChangesThanAPipeHoldsIsDirty) {
  write_git("i=0; while [ $i -lt 20000 ]; do echo ' M file'; i=$((i + 1)); done");
  EXPECT_EQ(GitStatus(folder_).answer().dirty, true);
}

TEST_F(GitDirtyTest, GitIsAskedToTouchNothingAndToStartNothing) {
  write_git("for word; do echo \"$word\" >> '" + (folder_ / "words").string() + "'; done");
  ASSERT_EQ(GitStatus("/some where").answer().dirty, false);
  std::ifstream file(folder_ / "words");
  const std::string words(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(words,
            "-C\n/some where\n--no-optional-locks\n--no-pager\n-c\ncore.fsmonitor=false\nstatus\n--porcelain\n"
            "--untracked-files=no\n");
}

TEST_F(GitDirtyTest, WithoutAGitItIsNotKnown) {
  EXPECT_EQ(GitStatus(folder_).answer().dirty, std::nullopt);
  EXPECT_EQ(GitStatus(folder_).answer().reason, "there is no git in PATH");
}

TEST_F(GitDirtyTest, WhereGitFailsItIsNotKnown) {
  write_git("echo ' M file'; exit 128");
  EXPECT_EQ(GitStatus(folder_).answer().dirty, std::nullopt);
  EXPECT_EQ(GitStatus(folder_).answer().reason, "git status failed");
}

TEST_F(GitDirtyTest, WorksWhileOtherThingsAreDone) {
  const fs::path go = folder_ / "go";
  ASSERT_EQ(::mkfifo(go.c_str(), 0600), 0);
  write_git("read line < '" + go.string() + "'; echo \"$line\"");
  GitStatus status(folder_, std::chrono::seconds(20));
  std::ofstream(go) << "M file\n";
  EXPECT_EQ(status.answer().dirty, true);
}

TEST_F(GitDirtyTest, AGitWhoseAnswerNobodyAsksForIsEnded) {
  write_git("exec /bin/sleep 600");
  const auto begin = std::chrono::steady_clock::now();
  { const GitStatus status(folder_); }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(300));
}

TEST_F(GitDirtyTest, AGitThatHangsIsEndedWithAllThatItStarted) {
  write_git("/bin/sleep 600 & echo $! > '" + (folder_ / "pid").string() + "'; echo ' M file'; wait");
  const GitDirty state = GitStatus(folder_, std::chrono::milliseconds(500)).answer();
  EXPECT_EQ(state.dirty, std::nullopt);
  EXPECT_EQ(state.reason, "git took too long");
  pid_t pid = 0;
  std::ifstream(folder_ / "pid") >> pid;
  if (pid == 0) GTEST_SKIP() << "ended before it had started anything";
  const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!process.is_open()) return;  // gone
  constexpr int kPatienceMs = 20'000;
  pollfd ended{process.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, kPatienceMs), 1) << "it was left running";
}

}  // namespace
}  // namespace perfbench
