#include "model/iteration_record.h"

#include <gtest/gtest.h>

#include <utility>

namespace perfbench {
namespace {

using std::chrono::milliseconds;

using FigureList = std::vector<std::pair<Measured RunFigures::*, double>>;

WorkerRecord worker_with(Outcome outcome, const FigureList& figures = {}) {
  WorkerRecord worker;
  worker.outcome = std::move(outcome);
  for (const auto& [member, value] : figures) worker.figures.*member = value;
  return worker;
}

IterationRecord iteration_of(std::vector<WorkerRecord> workers) {
  IterationRecord iteration;
  iteration.workers = std::move(workers);
  return iteration;
}

TEST(FoldWorkers, TakesTheMeanOfWhatIsSpentAndTheMaximumOfPeaks) {
  const std::vector<WorkerRecord> workers = {
      worker_with(Exited{},
                  {{&RunFigures::max_rss_kb, 1000}, {&RunFigures::user_cpu_sec, 0.5}, {&RunFigures::peak_open_fds, 7}}),
      worker_with(Exited{},
                  {{&RunFigures::max_rss_kb, 3000}, {&RunFigures::user_cpu_sec, 1.5}, {&RunFigures::peak_open_fds, 5}}),
  };
  const RunFigures folded = fold_workers(workers, milliseconds(100));
  EXPECT_EQ(folded.max_rss_kb, 3000);
  EXPECT_EQ(folded.user_cpu_sec, 1.0);
  EXPECT_EQ(folded.peak_open_fds, 7);
}

TEST(FoldWorkers, SumsTelemetryPoints) {
  const std::vector<WorkerRecord> workers = {worker_with(Exited{}, {{&RunFigures::turn_metric_points, 2}}),
                                             worker_with(Exited{}, {{&RunFigures::turn_metric_points, 3}})};
  EXPECT_EQ(fold_workers(workers, milliseconds(1)).turn_metric_points, 5);
}

TEST(FoldWorkers, LeavesOutWorkersWithoutTheFigure) {
  const std::vector<WorkerRecord> workers = {worker_with(Exited{}, {{&RunFigures::user_cpu_sec, 4}}),
                                             worker_with(Exited{})};
  EXPECT_EQ(fold_workers(workers, milliseconds(1)).user_cpu_sec, 4);
}

TEST(FoldWorkers, AFigureThatNoWorkerHasStaysAbsent) {
  const RunFigures folded = fold_workers({worker_with(Exited{}), worker_with(Exited{})}, milliseconds(1));
  EXPECT_EQ(folded.max_rss_kb, std::nullopt);
  EXPECT_EQ(folded.user_cpu_sec, std::nullopt);
  EXPECT_EQ(folded.turn_metric_points, std::nullopt);
}

TEST(FoldWorkers, LatencyIsTheWindowAndThroughputItsSuccessfulWorkers) {
  const std::vector<WorkerRecord> workers = {worker_with(Exited{}, {{&RunFigures::duration_ms, 10}}),
                                             worker_with(Exited{}), worker_with(Exited{3})};
  const RunFigures folded = fold_workers(workers, milliseconds(250));
  EXPECT_EQ(folded.duration_ms, 250);
  EXPECT_EQ(folded.throughput_runs_per_sec, 8);
}

TEST(FoldWorkers, AnEmptyWindowHasNeitherDurationNorThroughput) {
  const RunFigures folded = fold_workers({worker_with(Exited{})}, milliseconds(0));
  EXPECT_EQ(folded.duration_ms, std::nullopt);
  EXPECT_EQ(folded.throughput_runs_per_sec, std::nullopt);
}

TEST(IterationRecord, CountsEveryEndButExitZeroAsFailed) {
  const IterationRecord iteration =
      iteration_of({worker_with(Exited{0}), worker_with(Exited{1}), worker_with(Signaled{11}), worker_with(TimedOut{}),
                    worker_with(Aborted{}), worker_with(SpawnFailed{2, "exec"})});
  EXPECT_EQ(successful_workers(iteration), 1);
  EXPECT_EQ(failed_workers(iteration), 5);
}

TEST(IterationRecord, ReturnCodeOfASingleWorkerIsItsOwn) {
  EXPECT_EQ(return_code(iteration_of({worker_with(Exited{3})})), 3);
  EXPECT_EQ(return_code(iteration_of({worker_with(Signaled{9})})), 137);
}

TEST(IterationRecord, ReturnCodeOfSeveralWorkersSaysOnlyWhetherOneFailed) {
  EXPECT_EQ(return_code(iteration_of({worker_with(Exited{}), worker_with(Exited{})})), 0);
  EXPECT_EQ(return_code(iteration_of({worker_with(Exited{}), worker_with(Exited{3})})), 1);
}

}  // namespace
}  // namespace perfbench
