#include "reporters/measurements.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sample_results.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

std::vector<Measurement> measured(const RunResult& result, const std::vector<std::string>& expressions) {
  return measurements_of({.summary = result.summary,
                          .checks = result.judgement.checks,
                          .verdict = "pass",
                          .emulator = result.plan.worker.emulator,
                          .choice = choose_names(expressions).value()});
}

std::vector<std::string> names_of(const std::vector<Measurement>& measurements) {
  std::vector<std::string> names;
  for (const Measurement& measurement : measurements) names.push_back(measurement.name);
  return names;
}

TEST(Measurements, AreTheChosenFiguresInTheOrderOfTheSummary) {
  RunResult result = samples::passing();
  result.judgement.checks.clear();
  EXPECT_THAT(names_of(measured(result, {"^latency_ms[.]p9", "^max_rss_mb[.]max$"})),
              ElementsAre("latency_ms.p95", "latency_ms.p99", "max_rss_mb.max", "verdict"));
}

TEST(Measurements, HaveFigureLimitAndMarginOfEachCheckWhateverWasChosen) {
  RunResult result = samples::passing();
  result.judgement.checks = {samples::check_of("latency_ms.p95 <= 400", "latency_ms.p95", Comparison::less_equal, 400,
                                               Unit::milliseconds, 100)};
  EXPECT_THAT(
      names_of(measured(result, {"^cpu_pct[.]mean$"})),
      ElementsAre("cpu_pct.mean", "latency_ms.p95", "latency_ms.p95.limit", "latency_ms.p95.margin_pct", "verdict"));
}

TEST(Measurements, ThatWereNotMeasuredAreLeftOut) {
  RunResult result = samples::interrupted();
  result.judgement.checks.clear();
  EXPECT_THAT(names_of(measured(result, {"^latency_ms", "failed_runs_total$"})),
              ElementsAre("resource_budget.stability.failed_runs_total", "failed_runs_total", "verdict"));
}

TEST(Measurements, AreNoMoreThanFortyFiguresUnlessAskedFor) {
  RunResult result = samples::passing();
  result.judgement.checks.clear();
  const std::vector<Measurement> usual = measured(result, {});
  const auto is_number = [](const Measurement& one) { return one.kind == Measurement::Kind::number; };
  EXPECT_LE(std::ranges::count_if(usual, is_number), 40);
  EXPECT_THAT(names_of(usual), IsSupersetOf({"latency_ms.p95", "max_rss_mb.max", "failed_runs_total"}));
  EXPECT_GT(std::ranges::count_if(measured(result, {"."}), is_number), 40);
}

TEST(Measurements, HaveNoVerdictWhereNoneWasGiven) {
  const RunResult result = samples::passing();
  const std::vector<Measurement> measurements =
      measurements_of({.summary = result.summary, .checks = {}, .verdict = "", .emulator = {}, .choice = {}});
  EXPECT_THAT(names_of(measurements), testing::Not(testing::Contains("verdict")));
}

}  // namespace
}  // namespace perfbench
