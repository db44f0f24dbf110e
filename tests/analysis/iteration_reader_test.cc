#include "analysis/iteration_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>

#include "reporters/v4_json.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

std::string golden_iteration(const std::string& name) {
  std::ifstream file(std::string(PERFBENCH_TEST_DATA) + "/golden/" + name + ".iteration.json", std::ios::binary);
  EXPECT_TRUE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

IterationRecord read_back(const std::string& text) {
  auto iteration = read_iteration(text, "iteration-001.json");
  EXPECT_TRUE(iteration) << to_string(iteration.error()) << "\n" << text;
  return iteration.value_or(IterationRecord{});
}

// As a worker of its own, and as one of several.
std::vector<IterationRecord> iterations_with(const WorkerRecord& worker) {
  IterationRecord single{.iteration = 7, .workers = {worker}, .figures = worker.figures};
  IterationRecord several{.iteration = 8, .workers = {worker, worker, worker}, .figures = {}};
  several.workers[1].worker_id = 2;
  several.workers[1].outcome = Exited{0};
  several.workers[2].worker_id = 3;
  several.figures = fold_workers(several.workers, std::chrono::milliseconds(20));
  return {single, several};
}

std::string refused_iteration(const std::string& text) {
  const auto iteration = read_iteration(text, "iteration-001.json");
  EXPECT_FALSE(iteration) << text;
  if (iteration) return "";
  EXPECT_EQ(iteration.error().kind, ErrorKind::plan);
  EXPECT_EQ(iteration.error().where, "iteration-001.json");
  return iteration.error().what;
}

TEST(IterationReader, WhatIsReadIsWrittenAsItWas) {
  for (const std::string name : {"concurrent", "failing"}) {
    const std::string text = golden_iteration(name);
    EXPECT_EQ(render_v4_iteration(read_back(text)), text);
  }
}

TEST(IterationReader, EveryOutcomeOfAWorkerIsReadBack) {
  const std::vector<Outcome> outcomes = {Exited{0},
                                         Exited{1},
                                         Exited{124},
                                         Exited{126},
                                         Exited{139},
                                         Signaled{SIGSEGV},
                                         Signaled{64},
                                         Signaled{SIGKILL, OomKill{.is_certain = true, .limit_mb = 1.5}},
                                         Signaled{SIGKILL, OomKill{}},
                                         Exited{137, OomKill{.is_certain = true, .limit_mb = 64}},
                                         TimedOut{},
                                         SpawnFailed{EACCES, "exec"},
                                         SpawnFailed{ENOENT, "chdir"}};
  for (const Outcome& outcome : outcomes) {
    WorkerRecord worker;
    worker.outcome = outcome;
    worker.stderr_tail = "a \"line\"\nand \x1b[31mmore\n";
    worker.leftover_processes = 2;
    for (const IterationRecord& iteration : iterations_with(worker)) {
      const IterationRecord read = read_back(render_v4_iteration(iteration));
      ASSERT_EQ(read.workers.size(), iteration.workers.size());
      EXPECT_EQ(read.iteration, iteration.iteration);
      EXPECT_EQ(failed_workers(read), failed_workers(iteration));
      for (std::size_t i = 0; i < read.workers.size(); ++i) {
        const WorkerRecord& expected = iteration.workers[i];
        EXPECT_EQ(read.workers[i].worker_id, expected.worker_id);
        EXPECT_EQ(read.workers[i].outcome.index(), expected.outcome.index()) << describe(expected.outcome);
        EXPECT_EQ(describe(read.workers[i].outcome), describe(expected.outcome));
        EXPECT_EQ(return_code(read.workers[i].outcome), return_code(expected.outcome));
        EXPECT_EQ(read.workers[i].stderr_tail, expected.stderr_tail);
        EXPECT_EQ(read.workers[i].leftover_processes, expected.leftover_processes);
      }
    }
  }
}

TEST(IterationReader, WhenAWorkerWasStartedAndItsTraceAreReadBack) {
  WorkerRecord worker;
  worker.started_at = std::chrono::system_clock::time_point(std::chrono::microseconds(1'767'348'245'000'007));
  worker.trace = {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"};
  for (const IterationRecord& iteration : iterations_with(worker)) {
    for (const WorkerRecord& read : read_back(render_v4_iteration(iteration)).workers) {
      EXPECT_EQ(read.started_at, worker.started_at);
      EXPECT_EQ(read.trace, worker.trace);
    }
  }
}

TEST(IterationReader, AWorkerThatWasNotStartedOrHadNoTelemetryHasNoDateAndNoTrace) {
  const std::string text = render_v4_iteration(iterations_with(WorkerRecord{})[0]);
  EXPECT_THAT(text, testing::Not(HasSubstr("started_at")));
  EXPECT_THAT(text, testing::Not(HasSubstr("_id\"")));
  EXPECT_EQ(read_back(text).workers[0].started_at, std::nullopt);
  EXPECT_EQ(read_back(text).workers[0].trace, TraceContext());
}

TEST(IterationReader, EveryFigureIsReadBackExactly) {
  WorkerRecord worker;
  double value = 0.1;
  for (Measured RunFigures::*member : run_figure_members()) worker.figures.*member = value *= 1.7;
  for (const IterationRecord& iteration : iterations_with(worker)) {
    const IterationRecord read = read_back(render_v4_iteration(iteration));
    for (Measured RunFigures::*member : run_figure_members()) {
      EXPECT_EQ(read.figures.*member, iteration.figures.*member);
      EXPECT_EQ(read.workers.back().figures.*member, iteration.workers.back().figures.*member);
    }
  }
}

TEST(IterationReader, WhatWasNotMeasuredStaysAbsent) {
  const IterationRecord read = read_back(render_v4_iteration(iterations_with(WorkerRecord{})[0]));
  for (Measured RunFigures::*member : run_figure_members()) EXPECT_EQ(read.figures.*member, std::nullopt);
  EXPECT_EQ(read_back(R"({"schema_version": 4, "iteration": 1})").figures.duration_ms, std::nullopt);
}

TEST(IterationReader, KeysThatAreNotKnownAreNoFault) {
  EXPECT_EQ(read_back(R"({"schema_version": 4, "iteration": 3, "later": {"a": [1]}, "duration_ms": 1.5})")
                .figures.duration_ms,
            1.5);
}

TEST(IterationReader, WhatIsNoIterationIsRefusedWithItsReason) {
  const std::string whole = golden_iteration("failing");
  EXPECT_THAT(refused_iteration(""), HasSubstr("broken JSON at line 1, column 1"));
  EXPECT_THAT(refused_iteration(whole.substr(0, whole.size() / 2)), HasSubstr("broken JSON at line "));
  EXPECT_THAT(refused_iteration("{\"iteration\": 1e999}"), HasSubstr("broken JSON"));
  EXPECT_THAT(refused_iteration("[]"), HasSubstr("it is no object"));
  for (const auto& [members, reason] :
       {std::pair(R"("iteration": 1)", "schema_version is no 4"),
        {R"("schema_version": 5, "iteration": 1)", "schema_version is no 4"},
        {R"("schema_version": 4)", "iteration is no whole number"},
        {R"("schema_version": 4, "iteration": 0)", "iteration is no number that it can be"},
        {R"("schema_version": 4, "iteration": 99999999999)", "iteration is no number that it can be"},
        {R"("schema_version": 4, "iteration": 1.5)", "iteration is no whole number"},
        {R"("schema_version": 4, "iteration": 1, "duration_ms": "5")", "duration_ms is no number"},
        {R"("schema_version": 4, "iteration": 1, "signal": -3)", "signal is no number that it can be"},
        {R"("schema_version": 4, "iteration": 1, "signal": 2147483647)", "signal is no number that it can be"},
        {R"("schema_version": 4, "iteration": 18446744073709551615)", "iteration is no number that it can be"},
        {R"("schema_version": 4, "iteration": 1, "timed_out": 1)", "timed_out is no truth value"},
        {R"("schema_version": 4, "iteration": 1, "stderr_tail": 1)", "stderr_tail is no text"},
        {R"("schema_version": 4, "iteration": 1, "started_at": "yesterday")", "started_at is no point in time"},
        {R"("schema_version": 4, "iteration": 1, "trace_id": "1234")", "trace_id is no id"},
        {R"("schema_version": 4, "iteration": 1, "span_id": "000000000000000g")", "span_id is no id"},
        {R"("schema_version": 4, "iteration": 1, "span_id": "b7ad6b7169203331")", "trace_id is no id beside span_id"},
        {R"("schema_version": 4, "iteration": 1, "worker_results": {})", "worker_results is no list"},
        {R"("schema_version": 4, "iteration": 1, "worker_results": [])", "worker_results is no list"},
        {R"("schema_version": 4, "iteration": 1, "worker_results": [1])", "worker_results is no list"}}) {
    const std::string text = std::string("{") + members + "}";
    EXPECT_THAT(refused_iteration(text), HasSubstr(reason)) << text;
  }
}

}  // namespace
}  // namespace perfbench
