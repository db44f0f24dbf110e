#include "analysis/provenance.h"

#include <gmock/gmock.h>

#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

const FigureList kAllDefaultProbes = {
    {&RunFigures::duration_ms, 1},
    {&RunFigures::max_rss_kb, 1},
    {&RunFigures::peak_open_fds, 1},
    {&RunFigures::peak_direct_children, 1},
    {&RunFigures::sampled_peak_tree_rss_kb, 1},
    {&RunFigures::sampled_peak_tree_cpu_pct, 1},
    {&RunFigures::sampled_mean_tree_cpu_pct, 1},
};

FigurePath path_of(const std::string& text) { return parse_figure_path(text).value(); }

TEST(Provenance, SaysWhereMeasuredFiguresComeFrom) {
  const Summary summary = summarise(record_of({iteration_of(kAllDefaultProbes)}), Plan{});
  EXPECT_THAT(summary.sources, Contains(Pair("process_tree_sampled", "/proc; RSS no less than wait4 ru_maxrss")));
  EXPECT_THAT(summary.sources, Contains(Pair("max_rss_kb", "wait4 ru_maxrss")));
  EXPECT_THAT(summary.sources, Contains(Pair("max_rss_mb", "wait4 ru_maxrss")));
}

TEST(Provenance, NamesNoSourceOfWhatWasNotMeasured) {
  const Summary summary = summarise(record_of_latencies({1}), Plan{});
  EXPECT_THAT(summary.sources, Not(Contains(Key("process_tree_sampled"))));
  EXPECT_THAT(summary.sources, Contains(Key("latency_ms")));
}

TEST(Provenance, SaysWhichProbesWereOff) {
  const Summary summary = summarise(record_of({iteration_of(kAllDefaultProbes)}), Plan{});
  EXPECT_THAT(summary.not_measured, Contains(Pair("top_attach", "attach sampling was off")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("vmmap_snapshots", "memory snapshots were off")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("xctrace", "hotspot capture was off")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("otel_turn_action_stream", "telemetry was off")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("queue_cancel_metrics", "telemetry was off")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("otel_payloads_total", "telemetry was off")));
  EXPECT_THAT(summary.not_measured, Not(Contains(Key("top_attach.sample_count"))));
  EXPECT_THAT(summary.not_measured, Not(Contains(Key("peak_open_fds"))));
  EXPECT_THAT(summary.not_measured, Not(Contains(Key("process_tree_sampled"))));
}

TEST(Provenance, SaysThatWorkersWereTooShortToBeSampled) {
  const Summary summary = summarise(record_of_latencies({1, 2}), Plan{});
  for (const auto* object : {"peak_open_fds", "peak_direct_children", "process_tree_sampled"}) {
    EXPECT_THAT(summary.not_measured, Contains(Pair(object, "no worker lived long enough to be sampled")));
  }
}

TEST(Provenance, SaysThatWorkersWereTooShortToBeAskedForTheirWait) {
  const Summary summary = summarise(record_of_latencies({0.4}), Plan{});
  EXPECT_THAT(summary.not_measured,
              Contains(Pair("run_queue_wait_ms", testing::HasSubstr("no worker took 1 ms or longer"))));
}

TEST(Provenance, NamesAPartOfAnObjectWhenTheRestWasMeasured) {
  const Summary summary = summarise(record_of({iteration_of({{&RunFigures::sampled_peak_tree_rss_kb, 1}})}), Plan{});
  EXPECT_THAT(summary.not_measured, Not(Contains(Key("process_tree_sampled"))));
  EXPECT_THAT(summary.not_measured, Contains(Key("process_tree_sampled.peak_tree_cpu_pct")));
  EXPECT_THAT(summary.not_measured, Contains(Key("resource_budget.process_budget.peak_open_fds_mean")));
  EXPECT_THAT(summary.not_measured, Not(Contains(Key("process_tree_sampled.peak_tree_rss_kb"))));
}

TEST(Provenance, OfARunWithoutIterationsIsThatThereWasNone) {
  Plan plan;
  plan.iterations = 7;
  const Summary summary = summarise(RunRecord{}, plan);
  EXPECT_THAT(summary.not_measured, Contains(Pair("latency_ms", "none of 7 iterations was completed")));
  EXPECT_THAT(summary.not_measured, Contains(Pair("top_attach", "none of 7 iterations was completed")));
  EXPECT_TRUE(summary.sources.empty());
}

TEST(AbsenceReason, IsThatOfTheNearestObject) {
  Summary summary;
  summary.not_measured = {{"a", "outer"}, {"a.b", "inner"}, {R"(q["x.y"])", "quoted"}};
  EXPECT_EQ(absence_reason(summary, path_of("a.b.mean")), "inner");
  EXPECT_EQ(absence_reason(summary, path_of("a.c.mean")), "outer");
  EXPECT_EQ(absence_reason(summary, path_of(R"(q["x.y"])")), "quoted");
  EXPECT_EQ(absence_reason(summary, path_of("ab.mean")), "not measured");
}

TEST(AbsenceReason, CoversEveryAbsentFigureOfASummary) {
  for (const RunRecord& record :
       {RunRecord{}, record_of_latencies({1}), record_of({iteration_of(kAllDefaultProbes)})}) {
    const Summary summary = summarise(record, Plan{});
    for (const Figure& figure : summary.figures) {
      if (figure.value) continue;
      EXPECT_NE(absence_reason(summary, figure.path), "not measured") << to_string(figure.path);
    }
  }
}

}  // namespace
}  // namespace perfbench
