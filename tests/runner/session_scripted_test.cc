// The session with a launcher that tells a script, and goes at a chosen moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <deque>

#include "runner/proc_fs.h"
#include "runner/session.h"
#include "runner/worker_home.h"

namespace perfbench {
namespace {

// Tells the events of its script, one for each turn of the loop, and is lost after the last.
class ScriptedLauncher : public Launcher {
 public:
  ScriptedLauncher(boost::asio::io_context& context, std::deque<LauncherEvent> script)
      : context_(context), script_(std::move(script)) {}

  Result<std::optional<WorkerNotStarted>> try_exec(const WorkerCommand&) override { return std::nullopt; }
  void define(const WorkerCommand&) override {}
  void listen(std::function<void(const LauncherEvent&)> handler) override {
    handler_ = std::move(handler);
    if (interrupts_at_first) {
      boost::asio::post(context_, [] { std::raise(SIGINT); });
    } else {
      tell_next();
    }
  }
  void launch(const WorkerRequest&) override { ++launched; }
  void finish() override {}
  void stop() override {
    if (interrupts_at_first) tell_next();
  }
  void dismiss() override {}
  pid_t pid() const override { return 1; }
  void kill() override {}

  int launched = 0;
  bool interrupts_at_first = false;  // and goes on with its script when it is told to stop

 private:
  void tell_next() {
    boost::asio::post(context_, [this] {
      const bool over = script_.empty();
      const LauncherEvent event = over ? LauncherLost{Error{}} : script_.front();
      if (!over) script_.pop_front();
      handler_(event);
      if (!over) tell_next();
    });
  }

  boost::asio::io_context& context_;
  std::deque<LauncherEvent> script_;
  std::function<void(const LauncherEvent&)> handler_;
};

constexpr MonotonicTime at_ms(int milliseconds) { return MonotonicTime(std::chrono::milliseconds(milliseconds)); }

WorkerStarted started(int batch) {
  return {.id = {batch, 0}, .pid = 1, .spawn_begin = at_ms(0), .spawn_end = at_ms(1)};
}

WorkerExited exited(int batch) {
  return {.id = {batch, 0},
          .ended = at_ms(20),
          .wait_status = 0,
          .leftovers = 0,
          .survivors = 0,
          .usage = {},
          .run_queue_wait = {}};
}

struct Played {
  RunRecord record;
  int launched = 0;
  int homes_left = 0;
};

Played play(const Plan& plan, std::deque<LauncherEvent> script, bool interrupts_at_first = false) {
  boost::asio::io_context context(1);
  const TemporaryRoot root = *TemporaryRoot::create(false);
  auto builder = RequestBuilder::create(plan, root.path());
  EXPECT_TRUE(builder);
  ScriptedLauncher launcher(context, std::move(script));
  launcher.interrupts_at_first = interrupts_at_first;
  const auto proc_fs = make_linux_proc_fs();
  RunRecord record = run_session(plan, context, launcher, *proc_fs, *builder, nullptr, {});
  const auto homes_left = std::distance(std::filesystem::directory_iterator(root.path()), {});
  return {std::move(record), launcher.launched, static_cast<int>(homes_left)};
}

Played play(int iterations, std::deque<LauncherEvent> script, bool interrupts_at_first = false) {
  Plan plan;
  plan.warmup = 0;
  plan.iterations = iterations;
  plan.worker.argv = {"/bin/true"};
  return play(plan, std::move(script), interrupts_at_first);
}

RunRecord run_with(std::deque<LauncherEvent> script) { return play(5, std::move(script)).record; }

TEST(SessionAheadTest, WorkersLieWithTheLauncherBeforeItNeedsThem) {
  std::deque<LauncherEvent> script;
  const int at_first = play(100, script).launched;
  EXPECT_GT(at_first, 2);
  EXPECT_LT(at_first, 100);
  for (int batch = 0; batch <= at_first / 2; ++batch) {
    script.insert(script.end(), {started(batch), exited(batch), BatchDone{.batch = batch}});
  }
  EXPECT_GT(play(100, script).launched, at_first);
}

TEST(SessionHomesTest, WhenNoWorkerIsToComeEmptyOnesAreLeftToTheLauncherAndFullOnesGoAtOnce) {
  Plan plan;
  plan.iterations = 2;
  plan.warmup = 0;
  plan.worker.argv = {"/bin/true"};
  const std::deque<LauncherEvent> script = {started(0), exited(0), BatchDone{.batch = 0},
                                            started(1), exited(1), BatchDone{.batch = 1}};
  EXPECT_EQ(play(plan, script).homes_left, 2);
  plan.worker.home_files = {{"/etc/passwd", "file"}};
  EXPECT_EQ(play(plan, script).homes_left, 0);
}

TEST(SessionLauncherLostTest, AWorkerUnderWayIsAborted) {
  const RunRecord record = run_with({started(0), exited(0), BatchDone{.batch = 0}, started(1)});
  EXPECT_EQ(record.ending, Ending::fault);
  EXPECT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.aborted_workers, 1);
}

TEST(SessionLauncherLostTest, AWorkerWhoseStartWasNotHeardOfIsAborted) {
  const RunRecord record = run_with({started(0), exited(0), BatchDone{.batch = 0}});
  EXPECT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.aborted_workers, 1);
}

TEST(SessionLauncherLostTest, AnIterationWhoseWorkersHaveEndedIsKept) {
  const RunRecord record = run_with({started(0), exited(0)});
  ASSERT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.iterations[0].figures.duration_ms, 20.0);
  EXPECT_EQ(record.aborted_workers, 0);
}

TEST(SessionLauncherLostTest, WhenAllIsDoneItIsNoLossEvenToAStop) {
  const RunRecord record = play(1, {started(0), exited(0), BatchDone{.batch = 0}}, true).record;
  EXPECT_EQ(record.ending, Ending::interrupted);
  EXPECT_EQ(record.iterations.size(), 1U);
  EXPECT_FALSE(record.fault);
}

TEST(SessionLauncherLostTest, BeforeAllIsDoneItIsALossToAStopToo) {
  const RunRecord record = play(2, {started(0), exited(0), BatchDone{.batch = 0}}, true).record;
  EXPECT_EQ(record.ending, Ending::fault);
}

TEST(SessionOrphansTest, AProcessThatNoProbeHasSeenFitsNoWorker) {
  const OrphanEnded orphan{.batch = 0, .pid = 4711, .killed = true, .usage = {}};
  const RunRecord record = run_with({started(0), exited(0), orphan, orphan, BatchDone{.batch = 0}});
  ASSERT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.iterations[0].workers[0].leftover_processes, 0);
  ASSERT_EQ(record.warnings.size(), 1U);
  EXPECT_EQ(record.warnings[0].code, "unattributed_processes");
  EXPECT_THAT(record.warnings[0].message, testing::HasSubstr("2 processes"));
}

TEST(SessionSurvivorsTest, AProcessThatCannotBeKilledIsTold) {
  WorkerExited end = exited(0);
  end.survivors = 2;
  const RunRecord record = run_with({started(0), end, BatchDone{.batch = 0}});
  ASSERT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.iterations[0].workers[0].leftover_processes, 0);
  ASSERT_EQ(record.warnings.size(), 1U);
  EXPECT_EQ(record.warnings[0].code, "surviving_processes");
  EXPECT_THAT(record.warnings[0].message, testing::HasSubstr("2 processes"));
}

}  // namespace
}  // namespace perfbench
