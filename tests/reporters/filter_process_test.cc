#include "reporters/filter_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace perfbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::seconds kFilterPatience(30);  // for what must happen; a loaded machine may need a while

FilterRun run_shell(const std::string& script, std::string_view input = {},
                    FilterLimits limits = {kFilterPatience, 1 << 24},
                    std::vector<std::string> environment = {"PATH=/usr/bin:/bin"}) {
  auto run = run_filter({.program = "/bin/sh", .argv = {"sh", "-c", script}, .environment = std::move(environment)},
                        input, limits);
  EXPECT_TRUE(run) << to_string(run.error());
  return run.value_or(FilterRun{});
}

// A zombie that nobody has waited for yet has no command line any more.
bool is_alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  return file && !std::string(std::istreambuf_iterator<char>(file), {}).empty();
}

template <class Condition>
bool await(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kFilterPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

TEST(FilterProcess, GivesBackWhatTheProgramMakesOfItsInput) {
  const FilterRun run = run_shell("tr a-z A-Z", "hello");
  EXPECT_EQ(run.ending, FilterEnding::success);
  EXPECT_EQ(run.output, "HELLO");
}

TEST(FilterProcess, TakesMoreThanPipesHoldInBothDirectionsAtOnce) {
  const std::string much(3'000'000, 'x');
  EXPECT_EQ(run_shell("cat", much).output, much);
}

TEST(FilterProcess, AProgramThatDoesNotReadIsNoFault) {
  const FilterRun run = run_shell("exec <&-; echo done", std::string(3'000'000, 'x'));
  EXPECT_EQ(run.ending, FilterEnding::success);
  EXPECT_EQ(run.output, "done\n");
}

TEST(FilterProcess, TellsOfFailuresWithTheLastWords) {
  const FilterRun run = run_shell("echo first >&2; echo last words >&2; exit 3");
  EXPECT_EQ(run.ending, FilterEnding::failure);
  EXPECT_THAT(run.words, testing::EndsWith("last words\n"));
  EXPECT_EQ(run_shell("kill -9 $$").ending, FilterEnding::failure);
  EXPECT_LE(run_shell("yes | head -c 1000000 >&2").words.size(), 4096u);
}

TEST(FilterProcess, TellsOfAProgramThatCannotBeExecuted) {
  std::fflush(stdout);  // the child's _exit() would write what waits there, under ThreadSanitizer
  const auto run =
      run_filter({.program = "/no/such/program", .argv = {"x"}, .environment = {}}, "", {kFilterPatience, 10});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->ending, FilterEnding::not_executed) << run->output << run->words;
}

TEST(FilterProcess, TheProgramSeesNothingButWhatItIsGiven) {
  ASSERT_EQ(::setenv("PERFBENCH_TEST_SECRET", "1", 1), 0);
  const int inherited = ::open("/dev/null", O_RDONLY);  // NOLINT(android-cloexec-open): it is to be inherited
  const FilterRun run =
      run_shell("env; ls /proc/self/fd", "", {kFilterPatience, 1 << 20}, {"PATH=/usr/bin:/bin", "A=b"});
  ::close(inherited);
  EXPECT_THAT(run.output, testing::HasSubstr("A=b\n"));
  EXPECT_THAT(run.output, testing::Not(testing::HasSubstr("PERFBENCH_TEST_SECRET")));
  EXPECT_THAT(run.output, testing::EndsWith("0\n1\n2\n3\n"));  // 3 is the directory that ls reads
}

TEST(FilterProcess, TheProgramHasNoSignalBlockedOrIgnored) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ASSERT_EQ(::sigprocmask(SIG_SETMASK, &all, &before), 0);
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  // No shell, which would set the signals right itself.
  const auto run = run_filter(
      {.program = "/bin/grep", .argv = {"grep", "-E", "SigBlk|SigIgn", "/proc/self/status"}, .environment = {}}, "",
      {kFilterPatience, 1 << 20});
  std::signal(SIGPIPE, handler);
  ASSERT_EQ(::sigprocmask(SIG_SETMASK, &before, nullptr), 0);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->output, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(FilterProcess, IsKilledWithItsChildrenWhenItsTimeIsOver) {
  const auto begin = std::chrono::steady_clock::now();
  const FilterRun run = run_shell("trap '' TERM; sleep 600 & echo $$ $!; wait", "", {300ms, 1 << 20});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kFilterPatience);
  EXPECT_EQ(run.ending, FilterEnding::too_late);
  std::istringstream pids(run.output);
  pid_t shell = 0;
  pid_t sleeper = 0;
  ASSERT_TRUE(pids >> shell >> sleeper) << run.output;
  EXPECT_FALSE(is_alive(shell));
  EXPECT_TRUE(await([&] { return !is_alive(sleeper); }));
}

TEST(FilterProcess, IsKilledWhenItsOutputsAreClosedAndItGoesOn) {
  EXPECT_EQ(run_shell("exec >&- 2>&-; sleep 600", "", {200ms, 1 << 20}).ending, FilterEnding::too_late);
}

TEST(FilterProcess, IsKilledWhenItWritesWithoutEnd) {
  const FilterRun run = run_shell("yes", "", {kFilterPatience, 1'000'000});
  EXPECT_EQ(run.ending, FilterEnding::too_much_output);
  EXPECT_LT(run.output.size(), 2'000'000u);
}

TEST(FilterProcess, LeavesNoZombie) {
  (void)run_shell("true");
  (void)run_shell("sleep 600", "", {10ms, 1 << 20});
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(FilterProcess, DiesWithTheProcessThatRunsIt) {
  const fs::path told = fs::path(testing::TempDir()) / ("perfbench-filter-" + std::to_string(::getpid()));
  const pid_t runner = ::fork();
  if (runner == 0) {
    const std::string script =
        "echo $$ >" + told.string() + ".part; mv " + told.string() + ".part " + told.string() + "; while :; do :; done";
    (void)run_filter({.program = "/bin/sh", .argv = {"sh", "-c", script}, .environment = {"PATH=/usr/bin:/bin"}}, "",
                     {kFilterPatience, 10});
    ::_exit(0);
  }
  ASSERT_TRUE(await([&] { return fs::exists(told); }));
  pid_t filter = 0;
  std::ifstream(told) >> filter;
  fs::remove(told);
  EXPECT_TRUE(is_alive(filter));
  ::kill(runner, SIGKILL);
  ::waitpid(runner, nullptr, 0);
  EXPECT_TRUE(await([&] { return !is_alive(filter); }));
  ::kill(filter, SIGKILL);  // a failed test leaves nothing either
}

}  // namespace
}  // namespace perfbench
