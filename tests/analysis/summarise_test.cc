#include "analysis/summarise.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "analysis/provenance.h"
#include "analysis/saved_result_reader.h"
#include "model/figure_catalogue.h"
#include "recorded_results.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Summarise, HoldsEveryFigureOfV4InItsOrderAndAdditionsThatWereMeasured) {
  for (const RunRecord& record : {RunRecord{}, record_of_latencies({1, 2, 3})}) {
    const Summary summary = summarise(record, Plan{});
    std::vector<FigurePath> v4;
    for (const FigureSpec& known : figure_catalogue()) {
      if (!known.is_addition) v4.push_back(known.path);
    }
    ASSERT_EQ(summary.figures.size(), v4.size());
    for (std::size_t i = 0; i < v4.size(); ++i) EXPECT_EQ(summary.figures[i].path, v4[i]);
    EXPECT_EQ(absence_reason(summary, FigurePath{{"io", "read_kb", "mean"}}), summary.not_measured.at("io"));
  }
}

TEST(Summarise, FillsEveryStatisticOfAFigureThatWasMeasured) {
  RunFigures figures;
  for (const RunFigureSpec& spec : run_figure_specs()) figures.*spec.member = 1024;
  IterationRecord iteration = iteration_of({});
  iteration.figures = figures;
  const Summary summary = summarise(record_of({iteration, iteration}), Plan{});
  for (const Figure& figure : summary.figures) {
    const std::string name = to_string(figure.path);
    const bool is_of_another_source = name == "xctrace.trace_count" || name == "otel_payloads_total" ||
                                      name == "metric_datapoints_total" || name == "otel_spans_total" ||
                                      name == "otel_log_records_total" || name == "otel_span_coverage_pct";
    EXPECT_EQ(figure.value.has_value(), !is_of_another_source) << name;
  }
}

TEST(Summarise, TakesStatisticsOverTheIterations) {
  const Summary summary = summarise(record_of_latencies({30, 10, 50, 20, 40}), Plan{});
  EXPECT_EQ(summary.value("latency_ms.mean"), 30);
  EXPECT_EQ(summary.value("latency_ms.p50"), 30);
  EXPECT_DOUBLE_EQ(summary.value("latency_ms.p95").value(), 48);
  EXPECT_DOUBLE_EQ(summary.value("latency_ms.p99").value(), 49.6);
  EXPECT_EQ(summary.value("latency_ms.min"), 10);
  EXPECT_EQ(summary.value("latency_ms.max"), 50);
}

TEST(Summarise, LeavesOutIterationsWithoutTheFigure) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::peak_open_fds, 4}}), iteration_of({}),
                                               iteration_of({{&RunFigures::peak_open_fds, 8}})}),
                                    Plan{});
  EXPECT_EQ(summary.value("peak_open_fds.mean"), 6);
  EXPECT_EQ(summary.value("peak_open_fds.max"), 8);
}

TEST(Summarise, AFigureWithoutValuesIsThereButAbsent) {
  const Summary summary = summarise(record_of_latencies({1}), Plan{});
  ASSERT_NE(summary.find(FigurePath{{"top_attach", "sample_count", "mean"}}), nullptr);
  EXPECT_EQ(summary.value("top_attach.sample_count.mean"), std::nullopt);
  EXPECT_EQ(summary.value("otel_turn_action_stream.turn_metric_points.total"), std::nullopt);
}

TEST(Summarise, MegabytesAre1024Kilobytes) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::max_rss_kb, 3072}})}), Plan{});
  EXPECT_EQ(summary.value("max_rss_kb.max"), 3072);
  EXPECT_EQ(summary.value("max_rss_mb.max"), 3);
}

TEST(Summarise, TotalsAreSums) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::turn_metric_points, 2}}),
                                               iteration_of({{&RunFigures::turn_metric_points, 5}})}),
                                    Plan{});
  EXPECT_EQ(summary.value("otel_turn_action_stream.turn_metric_points.total"), 7);
}

TEST(Summarise, TellsTheFirstIterationApartAndLeavesItInTheLatency) {
  const Summary summary = summarise(record_of_latencies({150, 90, 100, 110}), Plan{});
  EXPECT_EQ(summary.value("cold_warm.first_ms"), 150);
  EXPECT_EQ(summary.value("cold_warm.rest_p50_ms"), 100);
  EXPECT_EQ(summary.value("latency_ms.max"), 150);
  EXPECT_EQ(summary.sources.at("cold_warm"), "latency_ms of iteration 1, and of the others");
}

TEST(Summarise, OfASingleIterationThereAreNoOthers) {
  const Summary summary = summarise(record_of_latencies({150}), Plan{});
  EXPECT_EQ(summary.value("cold_warm.first_ms"), 150);
  EXPECT_EQ(summary.value("cold_warm.rest_p50_ms"), std::nullopt);
  EXPECT_EQ(summary.not_measured.at("cold_warm.rest_p50_ms"), "there was one iteration only");
}

TEST(Summarise, NamesTheIterationsWithAFailedWorker) {
  RunRecord record = record_of_latencies({1, 1, 1, 1});
  edit_iteration(record.iterations, 1,
                 [](IterationRecord& iteration) { iteration.workers.push_back(worker_of(Exited{3})); });
  edit_iteration(record.iterations, 3, [](IterationRecord& iteration) { iteration.workers = {worker_of(TimedOut{})}; });
  const Summary summary = summarise(record, Plan{});
  EXPECT_THAT(summary.failed_iterations, ElementsAre(2, 4));
  EXPECT_EQ(summary.value("failed_runs_total"), 2);
  EXPECT_EQ(summary.value("successful_runs_total"), 3);
  EXPECT_THAT(summarise(record_of_latencies({1}), Plan{}).failed_iterations, IsEmpty());
}

// What a recorded summary says of a figure, against what its own runs[] come to. runs[] is rounded to 1 us and 1e-6
// runs/s.
void expect_as_recorded(const Summary& ours, const Figure& theirs, const std::string& name) {
  SCOPED_TRACE(name + ": " + to_string(theirs.path));
  const Figure* figure = ours.find(theirs.path);
  ASSERT_NE(figure, nullptr);
  ASSERT_EQ(figure->value.has_value(), theirs.value.has_value());
  if (!theirs.value) return;
  EXPECT_NEAR(*figure->value, *theirs.value, 1e-3 + 1e-5 * std::abs(*theirs.value));
}

TEST(Summarise, ComesToWhatTheEarlierHarnessMadeOfTheSameRuns) {
  const std::set<std::string> of_later_probes = {"xctrace.trace_count", "otel_payloads_total",
                                                 "metric_datapoints_total"};
  int compared = 0;
  for (const std::string& name : recorded_names()) {
    const auto recorded = read_saved_result(recorded_text(name), name);
    ASSERT_TRUE(recorded) << to_string(recorded.error());
    const Summary ours = summarise(recorded_runs(name), Plan{});
    for (const Figure& theirs : recorded->summary.figures) {
      if (of_later_probes.contains(to_string(theirs.path))) continue;
      expect_as_recorded(ours, theirs, name);
      ++compared;
    }
    EXPECT_EQ(ours.failed_iterations, recorded->summary.failed_iterations) << name;
  }
  EXPECT_GT(compared, 700);
}

}  // namespace
}  // namespace perfbench
