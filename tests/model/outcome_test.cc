#include "model/outcome.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

namespace perfbench {
namespace {

TEST(Outcome, OnlyExitZeroIsASuccess) {
  EXPECT_TRUE(succeeded(Exited{0}));
  EXPECT_FALSE(succeeded(Exited{1}));
  EXPECT_FALSE(succeeded(Signaled{SIGTERM}));
  EXPECT_FALSE(succeeded(TimedOut{}));
  EXPECT_FALSE(succeeded(Aborted{}));
  EXPECT_FALSE(succeeded(SpawnFailed{ENOENT, "exec"}));
}

TEST(Outcome, ReturnCodesAreThoseOfTheSchema) {
  EXPECT_EQ(return_code(Exited{3}), 3);
  EXPECT_EQ(return_code(Signaled{SIGSEGV}), 139);
  EXPECT_EQ(return_code(TimedOut{}), 124);
  EXPECT_EQ(return_code(Aborted{}), 125);
  EXPECT_EQ(return_code(SpawnFailed{ENOENT, "exec"}), 126);
}

TEST(Outcome, AProgramThatExitsWith124DidNotTimeOut) {
  EXPECT_FALSE(timed_out(Exited{124}));
  EXPECT_TRUE(timed_out(TimedOut{}));
}

TEST(Outcome, OnlyASignalledOneHasASignal) {
  EXPECT_EQ(signal_of(Signaled{SIGKILL}), SIGKILL);
  EXPECT_EQ(signal_of(Exited{137}), std::nullopt);
  EXPECT_EQ(signal_of(TimedOut{}), std::nullopt);
}

TEST(Outcome, SaysWhetherMemoryRanOut) {
  const OomKill limited{.is_certain = true, .limit_mb = 64};
  EXPECT_EQ(describe(Signaled{SIGKILL, limited}), "killed by SIGKILL: out of memory (limit 64 MB)");
  EXPECT_EQ(describe(Signaled{SIGKILL, OomKill{}}), "killed by SIGKILL: probably out of memory");
  EXPECT_EQ(describe(Exited{137, limited}), "exit 137: a process of it was killed, out of memory (limit 64 MB)");
  EXPECT_TRUE(oom_kill_of(Exited{137, limited}));
  EXPECT_FALSE(oom_kill_of(Signaled{SIGKILL}));
  EXPECT_FALSE(oom_kill_of(TimedOut{}));
}

TEST(Outcome, IsDescribedForPeople) {
  EXPECT_EQ(describe(Exited{3}), "exit 3");
  EXPECT_EQ(describe(Signaled{SIGSEGV}), "killed by SIGSEGV");
  EXPECT_EQ(describe(Signaled{63}), "killed by signal 63");
  EXPECT_EQ(describe(TimedOut{}), "timed out");
  EXPECT_EQ(describe(Aborted{}), "aborted");
  EXPECT_EQ(describe(SpawnFailed{EACCES, "exec"}), "could not be started (exec: Permission denied)");
}

}  // namespace
}  // namespace perfbench
