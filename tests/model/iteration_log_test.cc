#include "model/iteration_log.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perfbench {
namespace {

WorkerRecord worker_of(int id, double duration_ms) {
  WorkerRecord worker;
  worker.worker_id = id;
  worker.figures.duration_ms = duration_ms;
  return worker;
}

IterationRecord alone(int number, double duration_ms) {
  IterationRecord iteration{.iteration = number, .workers = {worker_of(1, duration_ms)}, .figures = {}};
  iteration.figures = iteration.workers[0].figures;
  return iteration;
}

void expect_same(const RunFigures& a, const RunFigures& b) {
  for (Measured RunFigures::*member : run_figure_members()) EXPECT_EQ(a.*member, b.*member);
}

void expect_same(const IterationRecord& a, const IterationRecord& b) {
  EXPECT_EQ(a.iteration, b.iteration);
  expect_same(a.figures, b.figures);
  ASSERT_EQ(a.workers.size(), b.workers.size());
  for (std::size_t i = 0; i < a.workers.size(); ++i) {
    EXPECT_EQ(a.workers[i].worker_id, b.workers[i].worker_id);
    EXPECT_EQ(describe(a.workers[i].outcome), describe(b.workers[i].outcome));
    EXPECT_EQ(a.workers[i].stderr_tail, b.workers[i].stderr_tail);
    EXPECT_EQ(a.workers[i].leftover_processes, b.workers[i].leftover_processes);
    EXPECT_EQ(a.workers[i].started_at, b.workers[i].started_at);
    EXPECT_EQ(a.workers[i].trace, b.workers[i].trace);
    expect_same(a.workers[i].figures, b.workers[i].figures);
  }
}

TEST(IterationLog, GivesBackWhatItWasGiven) {
  std::vector<IterationRecord> iterations = {alone(1, 10), alone(2, 20), {}, alone(4, 40), {}};
  iterations[1].figures.duration_ms = 21;  // not its worker's
  iterations[2] = {.iteration = 3, .workers = {worker_of(1, 30), worker_of(2, 31)}, .figures = {}};
  iterations[2].workers[1].outcome = Signaled{11};
  iterations[2].workers[1].stderr_tail = "ouch";
  iterations[2].workers[1].leftover_processes = 2;
  iterations[2].workers[1].figures.max_rss_kb = 700;
  iterations[2].figures.throughput_runs_per_sec = 65;
  iterations[3].workers[0].stderr_tail = "ouch";
  iterations[3].workers[0].outcome = SpawnFailed{2, "exec"};
  iterations[4] = {.iteration = 5, .workers = {}, .figures = {}};
  iterations[1].workers[0].started_at = std::chrono::system_clock::time_point(std::chrono::microseconds(1234567));
  iterations[2].workers[1].trace = {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"};
  const IterationLog log(iterations);
  ASSERT_EQ(log.size(), 5U);
  for (std::size_t i = 0; i < log.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same(log[i], iterations[i]);
  }
}

TEST(IterationLog, AFigureThatStartsLateIsAbsentBefore) {
  std::vector<IterationRecord> iterations = {alone(1, 10), alone(2, 20), alone(3, 30)};
  iterations[1].figures.peak_open_fds = 4;
  iterations[1].workers[0].figures.peak_open_fds = 4;
  const IterationLog log(iterations);
  EXPECT_FALSE(log[0].figures.peak_open_fds);
  EXPECT_EQ(log[1].figures.peak_open_fds, 4);
  EXPECT_FALSE(log[2].figures.peak_open_fds);
}

TEST(IterationLog, ValuesAreThoseOfTheIterationsNotOfTheirWorkers) {
  IterationRecord pair{.iteration = 2, .workers = {worker_of(1, 30), worker_of(2, 31)}, .figures = {}};
  pair.figures.duration_ms = 33;
  IterationRecord unmeasured{.iteration = 3, .workers = {worker_of(1, 7)}, .figures = {}};
  const IterationLog log({alone(1, 10), pair, unmeasured, alone(4, 40)});
  EXPECT_EQ(log.values(&RunFigures::duration_ms), (std::vector<double>{10, 33, 40}));
  EXPECT_TRUE(log.values(&RunFigures::max_rss_kb).empty());
}

TEST(IterationLog, WhatIsNoNumberWasNotMeasured) {
  const IterationLog log({alone(1, std::nan(""))});
  EXPECT_FALSE(log[0].figures.duration_ms);
}

TEST(IterationLog, AnUnknownIterationIsAnError) { EXPECT_THROW(IterationLog()[0], std::out_of_range); }

}  // namespace
}  // namespace perfbench
