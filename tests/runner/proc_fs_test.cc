// The real /proc, read of processes that this test starts.
#include "runner/proc_fs.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace perfbench {
namespace {

[[noreturn]] void idle() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (true) ::pause();
}

// A child that does nothing until it is ended.
class IdleChild {
 public:
  IdleChild() : pid_(::fork()) {
    if (pid_ == 0) idle();
  }
  IdleChild(const IdleChild&) = delete;
  IdleChild& operator=(const IdleChild&) = delete;
  ~IdleChild() { end(); }

  pid_t pid() const { return pid_; }
  void end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_;
};

// With files kept open, and opened at each read.
class ProcFsTest : public testing::TestWithParam<int> {
 protected:
  std::unique_ptr<ProcFs> proc_fs_ = make_linux_proc_fs(GetParam());
};

TEST_P(ProcFsTest, ALivingProcessAnswersAgainAndAgain) {
  const IdleChild child;
  const auto view = proc_fs_->open(child.pid());
  ASSERT_NE(view, nullptr);
  for (int i = 0; i < 3; ++i) {
    const auto stat = view->stat();
    ASSERT_TRUE(stat);
    EXPECT_GE(stat->threads, 1);  // a sanitizer may have one of its own
    EXPECT_GT(stat->rss_kb, 0);
    EXPECT_GT(view->rss_kb(), stat->rss_kb / 2);
    EXPECT_TRUE(view->cpu_time());
    EXPECT_GE(*view->open_fds(), 3);
    std::vector<pid_t> children;
    EXPECT_TRUE(view->children(1, children));
    EXPECT_TRUE(children.empty());
  }
}

TEST_P(ProcFsTest, ChildrenAreFound) {
  const IdleChild first;
  const IdleChild second;
  const auto self = proc_fs_->open(::getpid());
  for (const int threads : {1, 2}) {
    std::vector<pid_t> children;
    ASSERT_TRUE(self->children(threads, children));
    for (const IdleChild* child : {&first, &second}) {
      EXPECT_NE(std::ranges::find(children, child->pid()), children.end());
    }
  }
}

TEST_P(ProcFsTest, AProcessThatIsGoneAnswersNothing) {
  IdleChild child;
  const auto view = proc_fs_->open(child.pid());
  ASSERT_TRUE(view->stat());
  std::vector<pid_t> children;
  EXPECT_TRUE(view->children(1, children));
  EXPECT_TRUE(view->open_fds());
  EXPECT_TRUE(view->rss_kb());
  child.end();
  EXPECT_FALSE(view->stat());
  EXPECT_FALSE(view->rss_kb());
  EXPECT_FALSE(view->cpu_time());
  EXPECT_FALSE(view->open_fds());
}

TEST_P(ProcFsTest, AProcessThatNeverWasAnswersNothing) {
  IdleChild child;
  const pid_t pid = child.pid();
  child.end();
  const auto view = proc_fs_->open(pid);
  EXPECT_TRUE(view == nullptr || !view->stat());
}

TEST_P(ProcFsTest, TheProcessThatWasStartedLastIsAnotherAfterEachStart) {
  const auto before = proc_fs_->last_started();
  ASSERT_TRUE(before);
  for (int i = 0; i < 3; ++i) {
    const IdleChild child;
    const auto after = proc_fs_->last_started();
    ASSERT_TRUE(after);
    EXPECT_NE(after, before);
  }
}

// The kernel is asked to give the next process the number of one that has ended; others may come between.
pid_t reuse(pid_t pid) {
  for (int attempt = 0; attempt < 200; ++attempt) {
    std::ofstream last("/proc/sys/kernel/ns_last_pid");
    last << pid - 1;
    last.close();
    if (!last) return 0;
    const pid_t child = ::fork();
    if (child == 0) idle();
    if (child == pid) return child;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  return 0;
}

TEST_P(ProcFsTest, AProcessThatGotItsNumberIsNotTakenForIt) {
  IdleChild first;
  const pid_t pid = first.pid();
  const auto view = proc_fs_->open(pid);
  ASSERT_TRUE(view->stat());
  // Start times count in ticks of 10 ms: two processes within one cannot be told apart by them.
  ::usleep(20'000);
  first.end();
  const pid_t second = reuse(pid);
  if (second == 0) GTEST_SKIP() << "this machine gives no process the number that is asked for";
  const bool answered = view->stat().has_value() || view->rss_kb().has_value();
  ::kill(second, SIGKILL);
  ::waitpid(second, nullptr, 0);
  EXPECT_FALSE(answered);
}

INSTANTIATE_TEST_SUITE_P(Files, ProcFsTest, testing::Values(kMostKept, 0),
                         [](const auto& suite) { return suite.param > 0 ? "KeptOpen" : "OpenedAtEachRead"; });

}  // namespace
}  // namespace perfbench
