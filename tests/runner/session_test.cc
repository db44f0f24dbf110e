// The session with the real launcher and real workers.
#include "runner/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <fstream>

#include "model/utf8.h"
#include "session_fixture.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

int first_allowed_cpu() {
  cpu_set_t allowed;
  EXPECT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
  unsigned cpu = 0;
  while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed)) ++cpu;
  return static_cast<int>(cpu);
}

TEST_F(SessionTest, LatencyIsTheWorkersOwnTime) {
  for (const std::string step : {"sleep:20", "spin:20"}) {
    Plan plan = plan_for({step});
    plan.iterations = 11;
    const RunRecord record = run(plan);
    ASSERT_EQ(record.iterations.size(), 11U);
    double least = 1e9;
    for (const IterationRecord& iteration : record.iterations) {
      EXPECT_GE(*iteration.figures.duration_ms, 20.0);
      least = std::min(least, *iteration.figures.duration_ms - iteration.figures.run_queue_wait_ms.value_or(0));
    }
    // The dynamic loader's start-up is part of the worker; a loaded machine may stretch some, not all, beyond the time
    // that they waited for a processor.
    EXPECT_LT(least, 40.0) << step;
  }
}

TEST_F(SessionTest, EveryWorkerHasTheDateOfItsStart) {
  Plan plan = plan_for({"sleep:20"});
  plan.concurrency = 2;
  const RunRecord record = run(plan);
  ASSERT_EQ(record.iterations.size(), 3U);
  auto before = record.started_at;
  for (const IterationRecord& iteration : record.iterations) {
    std::chrono::system_clock::time_point last_end;
    for (const WorkerRecord& worker : iteration.workers) {
      ASSERT_TRUE(worker.started_at);
      EXPECT_GE(*worker.started_at, before);
      const auto duration = std::chrono::duration<double, std::milli>(*worker.figures.duration_ms);
      last_end = std::max(last_end, *worker.started_at + std::chrono::round<std::chrono::nanoseconds>(duration));
    }
    before = last_end;  // of iterations, one begins when the one before has ended
  }
  EXPECT_LE(before, record.started_at + record.took);
}

TEST_F(SessionTest, EveryRecordHasTheFiguresOfWait4AndTheProbes) {
  const RunRecord record = run(plan_for({"touch:8", "sleep:500"}));
  ASSERT_EQ(record.iterations.size(), 3U);
  const IterationRecord second = record.iterations[1];
  const RunFigures& figures = second.workers[0].figures;
  EXPECT_TRUE(succeeded(record.iterations[1].workers[0].outcome));
  EXPECT_GT(*figures.max_rss_kb, 8 * 1024);
  EXPECT_LT(*figures.max_rss_kb, 24 * 1024);
  EXPECT_GT(*figures.sampled_peak_tree_rss_kb, 8 * 1024);
  EXPECT_THAT(*figures.peak_open_fds, testing::AnyOf(3, 4));  // a sample may fall into the loading of a library
  EXPECT_EQ(*figures.peak_direct_children, 0);
  EXPECT_TRUE(figures.sampled_peak_tree_cpu_pct);
  EXPECT_GT(*figures.user_cpu_sec + *figures.system_cpu_sec, 0);
  EXPECT_GE(*figures.spawn_proc_ms, 0);
  EXPECT_GE(*figures.build_cmd_ms, 0);
}

TEST_F(SessionTest, WorkersThatShareAProcessorTellHowLongTheyWaitedForIt) {
  if (!std::filesystem::exists("/proc/self/schedstat")) GTEST_SKIP() << "this kernel keeps no scheduler statistics";
  Plan plan = plan_for({"spin:300"});
  plan.iterations = 1;
  plan.concurrency = 2;
  plan.worker.cpu_affinity = {first_allowed_cpu()};
  double waited_ms = 0;
  for (const WorkerRecord& worker : run(plan).iterations[0].workers) {
    ASSERT_TRUE(worker.figures.run_queue_wait_ms);
    waited_ms += *worker.figures.run_queue_wait_ms;
  }
  EXPECT_GT(waited_ms, 50);
}

TEST_F(SessionTest, AFatRunnerDoesNotMakeItsWorkersLookFat) {
  constexpr std::size_t kBallast = std::size_t{500} << 20;
  void* ballast = ::mmap(nullptr, kBallast, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(ballast, MAP_FAILED);
  std::memset(ballast, 1, kBallast);
  const RunRecord record = run(plan_for({"touch:2", "hwm"}));
  ::munmap(ballast, kBallast);
  for (const IterationRecord& iteration : record.iterations) {
    const WorkerRecord& worker = iteration.workers[0];
    ASSERT_THAT(worker.stderr_tail, HasSubstr("VmHWM "));
    const double own = std::atof(worker.stderr_tail.c_str() + std::strlen("VmHWM "));
    EXPECT_NEAR(*worker.figures.max_rss_kb, own, 256);
  }
}

TEST_F(SessionTest, TheLauncherStaysUnderOneMegabyte) {
  Plan plan = plan_for({"parent-hwm"});
  plan.iterations = 20;
  plan.concurrency = 8;
  const RunRecord record = run(plan);
  const std::string tail = record.iterations[19].workers.at(7).stderr_tail;
  ASSERT_THAT(tail, HasSubstr("parent "));
  const double kilobytes = std::atof(tail.c_str() + std::strlen("parent "));
  EXPECT_GT(kilobytes, 100);
  EXPECT_LT(kilobytes, 1024);
}

TEST_F(SessionTest, OutcomesAreToldApart) {
  const auto outcome = [&](std::vector<std::string> steps) {
    Plan plan = plan_for(std::move(steps));
    plan.iterations = 1;
    return run(plan).iterations[0].workers.at(0).outcome;
  };
  EXPECT_EQ(describe(outcome({})), "exit 0");
  EXPECT_EQ(describe(outcome({"exit:3"})), "exit 3");
  EXPECT_EQ(describe(outcome({"exit:124"})), "exit 124");
  EXPECT_EQ(describe(outcome({"die:11"})), "killed by SIGSEGV");
}

TEST_F(SessionTest, AWorkerThatTimesOutDiesWithItsGrandchildren) {
  Plan plan = plan_for({"ignore-term", "child:60000", "escape:60000", "sleep:60000"});
  plan.iterations = 1;
  plan.worker.timeout = std::chrono::milliseconds(200);
  const auto begin = std::chrono::steady_clock::now();
  const RunRecord record = run(plan);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  const WorkerRecord worker = record.iterations[0].workers.at(0);
  EXPECT_TRUE(timed_out(worker.outcome));
  EXPECT_EQ(return_code(worker.outcome), 124);
  EXPECT_EQ(worker.leftover_processes, 2);
  EXPECT_GE(*worker.figures.duration_ms, 200);
}

TEST_F(SessionTest, AHundredMegabytesOfOutputNeitherBlockNorFillTheDisk) {
  for (const OutputMode mode : {OutputMode::file, OutputMode::pipe, OutputMode::null}) {
    Plan plan = plan_for({"stdout:100", "stderr:100", "warn:the last line"});
    plan.iterations = 1;
    plan.worker.output = mode;
    const RunRecord record = run(plan);
    const WorkerRecord worker = record.iterations[0].workers.at(0);
    EXPECT_TRUE(succeeded(worker.outcome));
    if (mode == OutputMode::null) {
      EXPECT_EQ(worker.stderr_tail, "");
    } else {
      EXPECT_TRUE(worker.stderr_tail.ends_with("x\nthe last line")) << worker.stderr_tail;
      EXPECT_LE(worker.stderr_tail.size(), 4096U);
    }
  }
}

TEST_F(SessionTest, BinaryGarbageBecomesValidUtf8) {
  Plan plan = plan_for({"garbage:64"});
  plan.iterations = 1;
  const std::string tail = run(plan).iterations[0].workers.at(0).stderr_tail;
  EXPECT_EQ(tail, to_valid_utf8(tail));
  EXPECT_THAT(tail, HasSubstr("\xEF\xBF\xBD"));
}

TEST_F(SessionTest, WarmUpIsCountedButNotRecorded) {
  Plan plan = plan_for({"env:PERFBENCH_ITERATION", "env:PERFBENCH_WORKER_ID", "fail-on-iteration:0"});
  plan.warmup = 2;
  plan.concurrency = 2;
  const RunRecord record = run(plan);
  EXPECT_EQ(record.warmup_done, 2);
  EXPECT_EQ(record.warmup_failures, 0 + 4);
  ASSERT_EQ(record.iterations.size(), 3U);
  EXPECT_EQ(record.iterations[2].workers[1].stderr_tail, "PERFBENCH_ITERATION=3\nPERFBENCH_WORKER_ID=2");
  EXPECT_EQ(failed_workers(record.iterations[0]), 0);
}

TEST_F(SessionTest, ParallelWorkersShareAWindow) {
  Plan plan = plan_for({"sleep:100"});
  plan.iterations = 1;
  plan.concurrency = 8;
  const IterationRecord iteration = run(plan).iterations[0];
  ASSERT_EQ(iteration.workers.size(), 8U);
  double longest = 0;
  for (const WorkerRecord& worker : iteration.workers) longest = std::max(longest, *worker.figures.duration_ms);
  EXPECT_GE(*iteration.figures.duration_ms, longest);
  EXPECT_LT(*iteration.figures.duration_ms, 8 * 100);
  EXPECT_NEAR(*iteration.figures.throughput_runs_per_sec, 8 / (*iteration.figures.duration_ms / 1000), 1e-6);
}

TEST_F(SessionTest, TheTreeIsSampledWithItsChildren) {
  Plan plan = plan_for_a_sampled_one({"children-left:5"});
  plan.probe_interval = plan.monitor_interval = std::chrono::milliseconds(5);
  const RunFigures figures = run(plan, let_go_when_sampled()).iterations[0].figures;
  EXPECT_EQ(*figures.peak_direct_children, 5);
  EXPECT_GT(*figures.sampled_peak_tree_rss_kb, *figures.max_rss_kb);
}

TEST_F(SessionTest, CpuOfWaitedChildrenCountsForTheWorker) {
  Plan plan = plan_for_a_sampled_one({"cpu-child:200"});
  plan.probe_interval = std::chrono::milliseconds(10);
  const RunFigures figures = run(plan, let_go_when_sampled()).iterations[0].figures;
  EXPECT_GT(*figures.user_cpu_sec + *figures.system_cpu_sec, 0.15);
  EXPECT_GT(*figures.sampled_peak_tree_cpu_pct, 0.5);
}

TEST_F(SessionTest, AWorkerSeesItsHomeItsFilesAndNothingElseOfTheRunner) {
  const std::filesystem::path source = root_.path() / "config.toml";
  std::ofstream(source) << "home=@HOME@ id=@WORKER_ID@";
  Plan plan = plan_for({"home-file:etc/app.toml", "fds"});
  plan.iterations = 1;
  plan.worker.home_files = {{source, "etc/app.toml"}};
  const std::string tail = run(plan).iterations[0].workers.at(0).stderr_tail;
  EXPECT_THAT(tail, HasSubstr("home=" + temporary_->path().string() + "/home-1 id=1"));
  EXPECT_TRUE(tail.ends_with("\n0 1 2 ")) << tail;
}

TEST_F(SessionTest, WhenAllIsDoneTheLauncherRemovesTheHomesAndEndsWithoutBeingAsked) {
  Plan plan = plan_for({"exit:0"});
  plan.iterations = 30;
  after_session_ = [] {
    siginfo_t launcher{};
    EXPECT_EQ(::waitid(P_ALL, 0, &launcher, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(launcher.si_status, 0);
  };
  const RunRecord record = run(plan);
  EXPECT_EQ(record.ending, Ending::complete);
  EXPECT_EQ(record.iterations.size(), 30U);
  EXPECT_FALSE(std::filesystem::exists(temporary_->path()));
}

TEST_F(SessionTest, AffinityDirectoryAndInputReachTheWorker) {
  const std::filesystem::path input = root_.path() / "input";
  std::ofstream(input) << "12345";
  Plan plan = plan_for({"affinity", "cwd", "stdin"});
  plan.iterations = 1;
  plan.worker.cpu_affinity = {first_allowed_cpu()};
  plan.worker.working_directory = root_.path();
  plan.worker.stdin_file = input;
  EXPECT_EQ(run(plan).iterations[0].workers.at(0).stderr_tail,
            std::to_string(first_allowed_cpu()) + " \n" + root_.path().string() + "\nstdin 5");
}

TEST_F(SessionTest, LogsAreKeptWholeOnRequest) {
  Plan plan = plan_for({"print:to stdout", "stderr:1"});
  plan.iterations = 1;
  plan.warmup = 1;
  plan.worker.keep_logs = true;
  run(plan);
  std::ifstream log(root_.path() / "logs/iteration-001-worker-1.stdout.log");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(log), {}), "to stdout\n");
  EXPECT_EQ(std::filesystem::file_size(root_.path() / "logs/iteration-001-worker-1.stderr.log"), 1U << 20);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root_.path() / "logs"), {}), 2);
}

TEST_F(SessionTest, AnInterruptEndsTheWorkersAndKeepsWhatWasMeasured) {
  Plan plan = plan_for({"from-iteration:4", "signal-runner:2", "sleep:60000"});
  plan.iterations = 1000;
  const RunRecord record = run(plan);
  EXPECT_EQ(record.ending, Ending::interrupted);
  EXPECT_EQ(record.ending_signal, SIGINT);
  EXPECT_EQ(record.iterations.size(), 3U);
  EXPECT_EQ(record.aborted_workers, 1);
  // A launcher that looked at no request because another worker lies ready would be given up after 6 s.
  EXPECT_LT(record.took, std::chrono::seconds(6));
}

TEST_F(SessionTest, AStopThatCrossesTheLaunchersEndLosesNothing) {
  launcher_ = PERFBENCH_HASTY_LAUNCHER;
  Plan plan = plan_for({"exit:0"});
  plan.iterations = 1;
  const RunRecord record = run(plan);
  EXPECT_EQ(record.ending, Ending::interrupted);
  EXPECT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.aborted_workers, 0);
}

TEST_F(SessionTest, TheDeadlineEndsTheRunAndItsLastWorkersAreInNoFigure) {
  Plan plan = plan_for({"fail-on-iteration:1", "sleep:60000"});
  plan.deadline = std::chrono::seconds(2);
  const RunRecord record = run(plan);
  EXPECT_EQ(record.ending, Ending::deadline);
  EXPECT_EQ(record.iterations.size(), 1U);
  EXPECT_EQ(record.aborted_workers, 1);
}

TEST_F(SessionTest, EveryWorkerReadsItsInputFromTheBeginning) {
  const std::filesystem::path input = root_.path() / "input";
  std::ofstream(input) << "12345";
  Plan plan = plan_for({"stdin"});
  plan.warmup = 1;
  plan.concurrency = 2;
  plan.worker.stdin_file = input;
  const RunRecord record = run(plan);
  ASSERT_EQ(record.iterations.size(), 3U);
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) EXPECT_EQ(worker.stderr_tail, "stdin 5");
  }
}

TEST_F(SessionTest, AWorkerThatEndsWhileOthersAreStartedIsReapedThen) {
  Plan plan = plan_for({});
  plan.concurrency = 64;
  plan.iterations = 5;
  double least_share = 1;
  for (const IterationRecord& iteration : run(plan).iterations) {
    const double share = *iteration.workers.front().figures.duration_ms / *iteration.figures.duration_ms;
    least_share = std::min(least_share, share);
  }
  EXPECT_LT(least_share, 0.5);
}

TEST_F(SessionTest, AWorkerThatCannotBeStartedAnyMoreHasNoLatency) {
  const std::filesystem::path script = root_.path() / "once";
  for (const OutputMode mode : {OutputMode::file, OutputMode::pipe}) {
    std::ofstream(script) << "#!/bin/sh\nrm \"$0\"\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    Plan plan = plan_for({});
    plan.worker.argv = {script};
    plan.worker.output = mode;
    const RunRecord record = run(plan);
    ASSERT_EQ(record.iterations.size(), 3U);
    EXPECT_TRUE(record.iterations[0].figures.duration_ms);
    EXPECT_FALSE(record.iterations[2].figures.duration_ms);
    EXPECT_EQ(describe(record.iterations[2].workers[0].outcome),
              "could not be started (exec: No such file or directory)");
  }
}

TEST_F(SessionTest, RecordsAreFreshForEachIteration) {
  const RunRecord record = run(plan_for({"fail-on-iteration:2"}));
  ASSERT_EQ(record.iterations.size(), 3U);
  EXPECT_EQ(return_code(record.iterations[0]), 0);
  EXPECT_EQ(return_code(record.iterations[1]), 1);
  EXPECT_EQ(return_code(record.iterations[2]), 0);
}

}  // namespace
}  // namespace perfbench
