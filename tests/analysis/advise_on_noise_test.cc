#include <gmock/gmock.h>

#include <algorithm>

#include "analysis/advise_parts.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> codes_of(const RunRecord& record) {
  std::vector<std::string> codes;
  for (const Warning& warning : advise_on_noise(Plan{}, record)) codes.push_back(warning.code);
  return codes;
}

std::vector<std::string> codes_of(const std::vector<double>& latencies_ms) {
  return codes_of(record_of_latencies(latencies_ms));
}

TEST(AdviseOnNoise, IsSilentOnSteadyRuns) {
  EXPECT_THAT(codes_of({100, 101, 99, 100, 102, 98}), IsEmpty());
  EXPECT_THAT(codes_of({100, 100, 100, 100, 100}), IsEmpty());
  EXPECT_THAT(codes_of(std::vector<double>{}), IsEmpty());
  EXPECT_THAT(codes_of({100}), IsEmpty());
}

TEST(AdviseOnNoise, ASlowFirstIterationAsksForMoreWarmUp) {
  Plan plan;
  plan.warmup = 2;
  const auto warnings = advise_on_noise(plan, record_of_latencies({150, 101, 99, 100, 102, 98}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "slow_first_iteration");
  EXPECT_EQ(warnings[0].message, "the first iteration took 150 ms, the others 100 ms (median)");
  EXPECT_THAT(warnings[0].advice, HasSubstr("--warmup 3"));
}

TEST(AdviseOnNoise, AFirstIterationThatIsSlowerByChanceIsNotTold) {
  EXPECT_THAT(codes_of({108, 101, 99, 100, 102, 98}), IsEmpty());
}

TEST(AdviseOnNoise, AFastFirstIterationIsAnOutlierAndNoMatterOfWarmUp) {
  EXPECT_THAT(codes_of({50, 101, 99, 100, 102, 98}), ElementsAre("outliers"));
}

TEST(AdviseOnNoise, OutliersAreNamed) {
  const auto warnings = advise_on_noise(Plan{}, record_of_latencies({100, 101, 180, 99, 100, 112, 102, 98}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "outliers");
  EXPECT_EQ(
      warnings[0].message,
      "latency has 1 severe outlier and 1 mild, by Tukey's fences: iterations 3, 6 (farthest 180 ms, median 100 ms)");
}

TEST(AdviseOnNoise, OneMildOutlierIsChanceAndManyAreNot) {
  std::vector<double> latencies = {100, 101, 102, 103, 104, 100, 101, 102, 103, 104, 100, 101, 102, 103, 104, 102};
  latencies.push_back(109.5);
  EXPECT_THAT(codes_of(latencies), IsEmpty());
  latencies.push_back(110);
  latencies.push_back(94);
  EXPECT_THAT(codes_of(latencies), ElementsAre("outliers"));
}

TEST(AdviseOnNoise, HowFarIsFarDependsOnTheSpreadOfTheOthers) {
  EXPECT_THAT(codes_of({92, 95, 180, 100, 105, 108}), ElementsAre("outliers"));
  EXPECT_THAT(codes_of({92, 95, 130, 100, 105, 108}), ElementsAre("noisy"));
}

TEST(AdviseOnNoise, OneFarValueAmongEqualOnesIsSeenAndAHairsBreadthIsNot) {
  EXPECT_THAT(codes_of({100, 100, 100, 100, 100, 120}), ElementsAre("outliers"));
  EXPECT_THAT(codes_of({100, 100, 100, 100, 100, 101}), IsEmpty());
}

TEST(AdviseOnNoise, ASlowFirstIterationAndALaterOutlierAreTwoFacts) {
  EXPECT_THAT(codes_of({150, 100, 101, 99, 100, 102, 200}), ElementsAre("slow_first_iteration", "outliers"));
}

TEST(AdviseOnNoise, WideSpreadIsNoisy) {
  const auto warnings = advise_on_noise(Plan{}, record_of_latencies({80, 120, 100, 85, 115, 100}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "noisy");
  EXPECT_THAT(warnings[0].message, HasSubstr("varies by 16 %"));
}

TEST(AdviseOnNoise, WhatOutliersExplainIsNotNoisyAsWell) {
  EXPECT_THAT(codes_of({100, 100, 100, 100, 100, 100, 300}), ElementsAre("outliers"));
}

TEST(AdviseOnNoise, ADriftIsToldWithItsSizeAndExplainsTheSpread) {
  std::vector<double> latencies;
  for (int i = 0; i < 20; ++i) latencies.push_back(100 + 4 * i + (i % 2 == 0 ? 1 : -1));
  const auto warnings = advise_on_noise(Plan{}, record_of_latencies(latencies));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "drifting");
  EXPECT_EQ(warnings[0].message, "latency rises by 76 ms from the first iteration to the last (+55 % of the median)");
  std::ranges::reverse(latencies);
  EXPECT_THAT(advise_on_noise(Plan{}, record_of_latencies(latencies))[0].message, HasSubstr("falls by 76 ms"));
  EXPECT_THAT(advise_on_noise(Plan{}, record_of_latencies(latencies))[0].advice, HasSubstr("--warmup"));
}

TEST(AdviseOnNoise, ASpreadThatNoDriftExplainsIsToldBesideIt) {
  std::vector<double> latencies;
  for (int i = 0; i < 30; ++i) latencies.push_back(100 + 3 * i + (i * 7 % 5 - 2) * 15.0);
  EXPECT_THAT(codes_of(latencies), ElementsAre("drifting", "noisy"));
}

TEST(AdviseOnNoise, ADriftOfAHairsBreadthIsNotTold) {
  std::vector<double> latencies;
  for (int i = 0; i < 20; ++i) latencies.push_back(100 + 0.05 * i);
  EXPECT_THAT(codes_of(latencies), IsEmpty());
}

TEST(AdviseOnNoise, TwoLevelsAreToldAndAreNoSpread) {
  std::vector<double> latencies;
  for (int i = 0; i < 20; ++i) latencies.push_back((i * 7 % 20 < 9 ? 100 : 140) + i % 3);
  const auto warnings = advise_on_noise(Plan{}, record_of_latencies(latencies));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "bimodal");
  EXPECT_EQ(warnings[0].message, "latency has two levels: 100 ms in 9 iterations, 142 ms in 11 iterations");
}

TEST(AdviseOnNoise, AHandfulOfRunsHasNoOutliersButMayBeNoisy) {
  EXPECT_THAT(codes_of({100, 101, 300}), ElementsAre("noisy"));
  EXPECT_THAT(codes_of({100, 300}), IsEmpty());
}

TEST(AdviseOnNoise, IterationsWithAFailedWorkerAreLeftOut) {
  RunRecord record = record_of_latencies({100, 101, 99, 100, 102, 900});
  edit_iteration(record.iterations, 5, [](IterationRecord& iteration) { iteration.workers[0].outcome = TimedOut{}; });
  EXPECT_THAT(codes_of(record), IsEmpty());
}

TEST(AdviseOnNoise, AFailedFirstIterationDoesNotMakeTheSecondTheFirst) {
  RunRecord record = record_of_latencies({100, 150, 101, 99, 100, 102, 98});
  edit_iteration(record.iterations, 0, [](IterationRecord& iteration) { iteration.workers[0].outcome = Exited{1}; });
  EXPECT_THAT(codes_of(record), ElementsAre("outliers"));
}

TEST(AdviseOnNoise, AVeryShortWorkerIsMostlyItsLaunch) {
  const auto warnings = advise_on_noise(Plan{}, record_of_latencies({1.25, 1.26, 1.24}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "short_worker");
  EXPECT_THAT(warnings[0].message, HasSubstr("1.25 ms (median)"));
  EXPECT_THAT(codes_of({5, 5.1, 5.05}), IsEmpty());
}

TEST(AdviseOnNoise, ShortWorkersAreSeenInALongWindow) {
  RunRecord record = record_of_latencies({20, 20, 20});
  for (std::size_t i = 0; i < record.iterations.size(); ++i) {
    edit_iteration(record.iterations, i, [](IterationRecord& iteration) {
      iteration.workers = {worker_of(Exited{0}, {{&RunFigures::duration_ms, 2}}),
                           worker_of(Exited{0}, {{&RunFigures::duration_ms, 3}})};
    });
  }
  EXPECT_THAT(codes_of(record), ElementsAre("short_worker"));
}

}  // namespace
}  // namespace perfbench
