#include "runner/worker_run.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/worker_home.h"

namespace perfbench {
namespace {

constexpr WorkerUsage kUsage = {.user = {}, .system = {}, .max_rss_kb = 5000};

class WorkerRunTest : public testing::Test {
 protected:
  static Plan plan() {
    Plan plan;
    plan.worker.argv = {"/bin/true"};
    return plan;
  }
  PreparedWorker prepared() {
    auto worker = builder_.prepare({.batch = 0, .worker = 0}, 1);
    EXPECT_TRUE(worker);
    return std::move(*worker);
  }
  void start(WorkerRun& run) {
    const MonotonicTime begin(std::chrono::seconds(1));
    run.started({.id = {}, .pid = 1, .spawn_begin = begin, .spawn_end = begin}, *proc_fs_,
                {.tree = std::chrono::milliseconds(120), .monitor = std::chrono::milliseconds(120)});
  }
  static WorkerExited its_end() {
    return {.id = {}, .ended = MonotonicTime(std::chrono::seconds(2)), .usage = kUsage, .run_queue_wait = {}};
  }

  Plan plan_ = plan();
  TemporaryRoot root_ = *TemporaryRoot::create(false);
  boost::asio::io_context context_{1};
  RequestBuilder builder_ = *RequestBuilder::create(plan_, root_.path());
  std::unique_ptr<ProcFs> proc_fs_ = make_linux_proc_fs();
};

TEST_F(WorkerRunTest, WhatItWroteIsFreedAtItsEndAndTheTailKept) {
  WorkerRun run(context_, prepared());
  start(run);
  const auto [in, out, err] = run.request().stdio;
  ASSERT_EQ(::write(out, "output\n", 7), 7);
  ASSERT_EQ(::write(err, "the end\n", 8), 8);
  run.exited(its_end());
  ASSERT_TRUE(run.record());
  EXPECT_EQ(run.record()->stderr_tail, "the end");
  for (const int file : {out, err}) {
    struct stat status {};
    ASSERT_EQ(::fstat(file, &status), 0);
    EXPECT_EQ(status.st_size, 0);
  }
}

TEST_F(WorkerRunTest, ItsRecordNamesTheTraceThatItWasGiven) {
  const TraceContext trace{.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"};
  PreparedWorker worker = prepared();
  EXPECT_EQ(worker.trace, TraceContext()) << "there is no telemetry";
  worker.trace = trace;
  WorkerRun run(context_, std::move(worker));
  start(run);
  run.exited(its_end());
  ASSERT_TRUE(run.record());
  EXPECT_EQ(run.record()->trace, trace);
}

TEST_F(WorkerRunTest, ItsTreeWasAsLargeAsItsLargestProcessWhateverTheSamplesSaw) {
  WorkerRun run(context_, prepared());
  start(run);
  run.exited(its_end());
  ASSERT_TRUE(run.record());
  EXPECT_EQ(run.record()->figures.max_rss_kb, 5000);
  EXPECT_EQ(run.record()->figures.sampled_peak_tree_rss_kb, 5000);
}

TEST_F(WorkerRunTest, OfOneThatWasNeverReapedOnlyTheTimeIsKnown) {
  WorkerRun run(context_, prepared());
  start(run);
  WorkerExited end = its_end();
  end.usage.reset();
  end.survivors = 1;
  run.exited(end);
  ASSERT_TRUE(run.record());
  EXPECT_EQ(run.record()->figures.duration_ms, 1000);
  EXPECT_FALSE(run.record()->figures.max_rss_kb);
  EXPECT_FALSE(run.record()->figures.cpu_pct);
  EXPECT_TRUE(run.may_live_on());
}

}  // namespace
}  // namespace perfbench
