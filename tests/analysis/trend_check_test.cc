#include "analysis/trend_check.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

constexpr TrendRule kRule{.window = 3, .least = 2, .max_change_pct = 10, .higher_is_better = false};
constexpr TrendRule kHigher{.window = 3, .least = 2, .max_change_pct = 10, .higher_is_better = true};

Verdict verdict_on(const std::vector<double>& values, const TrendRule& rule) {
  return check_trend(values, rule).verdict;
}

TEST(TrendCheck, OfNothingThereIsNothing) {
  const TrendCheck check = check_trend({}, kRule);
  EXPECT_EQ(check.verdict, Verdict::inconclusive);
  EXPECT_EQ(check.last, std::nullopt);
  EXPECT_EQ(check.median, std::nullopt);
  EXPECT_EQ(check.change_pct, std::nullopt);
  EXPECT_EQ(check.compared, 0);
}

TEST(TrendCheck, OfOneValueThereIsNoChange) {
  const TrendCheck check = check_trend({7}, kRule);
  EXPECT_EQ(check.verdict, Verdict::inconclusive);
  EXPECT_EQ(check.last, 7);
  EXPECT_EQ(check.median, std::nullopt);
  EXPECT_EQ(check.change_pct, std::nullopt);
  EXPECT_EQ(check.compared, 0);
}

TEST(TrendCheck, TheLastValueIsHeldAgainstTheMedianOfThoseBefore) {
  const TrendCheck check = check_trend({100, 104, 90, 105}, kRule);
  EXPECT_EQ(check.last, 105);
  EXPECT_EQ(check.median, 100);
  EXPECT_EQ(check.change_pct, 5);
  EXPECT_EQ(check.compared, 3);
  EXPECT_EQ(check.verdict, Verdict::pass);
}

TEST(TrendCheck, OnlyTheWindowBeforeTheLastValueCounts) {
  const TrendCheck check = check_trend({1, 2, 1000, 50, 60, 40, 55}, kRule);
  EXPECT_EQ(check.median, 50);
  EXPECT_EQ(check.compared, 3);
  EXPECT_EQ(check.change_pct, 10);
}

TEST(TrendCheck, WithTooFewValuesItSaysSoAndStillTellsTheChange) {
  const TrendCheck check = check_trend({100, 300}, kRule);
  EXPECT_EQ(check.verdict, Verdict::inconclusive);
  EXPECT_EQ(check.compared, 1);
  EXPECT_EQ(check.change_pct, 200);
  EXPECT_EQ(verdict_on({100, 100, 300}, kRule), Verdict::fail) << "two are enough";
}

TEST(TrendCheck, WithAWindowBelowTheLeastItIsNeverConclusive) {
  EXPECT_EQ(verdict_on({1, 1, 1, 1, 9}, {.window = 1, .least = 2, .max_change_pct = 10, .higher_is_better = false}),
            Verdict::inconclusive);
}

TEST(TrendCheck, AChangeForTheWorseIsAllowedUpToTheLimit) {
  EXPECT_EQ(verdict_on({100, 100, 100, 110}, kRule), Verdict::pass);
  EXPECT_EQ(verdict_on({100, 100, 100, 110.1}, kRule), Verdict::fail);
  EXPECT_EQ(verdict_on({100, 100, 100, 90}, kHigher), Verdict::pass);
  EXPECT_EQ(verdict_on({100, 100, 100, 89.9}, kHigher), Verdict::fail);
}

TEST(TrendCheck, AChangeForTheBetterAlwaysPasses) {
  EXPECT_EQ(verdict_on({100, 100, 100, 1}, kRule), Verdict::pass);
  EXPECT_EQ(verdict_on({100, 100, 100, 1000}, kHigher), Verdict::pass);
}

TEST(TrendCheck, WithNothingAllowedNoChangePassesAndTheLeastFails) {
  const TrendRule strict{.window = 3, .least = 2, .max_change_pct = 0, .higher_is_better = false};
  EXPECT_EQ(verdict_on({100, 100, 100, 100}, strict), Verdict::pass);
  EXPECT_EQ(verdict_on({100, 100, 100, 100.001}, strict), Verdict::fail);
}

TEST(TrendCheck, OfAMedianOfZeroAnyChangeForTheWorseFails) {
  const TrendCheck worse = check_trend({0, 0, 0, 1}, kRule);
  EXPECT_EQ(worse.verdict, Verdict::fail);
  EXPECT_EQ(worse.median, 0);
  EXPECT_EQ(worse.change_pct, std::nullopt);
  EXPECT_EQ(verdict_on({0, 0, 0, 0}, kRule), Verdict::pass);
  EXPECT_EQ(verdict_on({0, 0, 0, -1}, kRule), Verdict::pass);
  EXPECT_EQ(verdict_on({0, 0, 0, 1}, kHigher), Verdict::pass);
  EXPECT_EQ(verdict_on({0, 0, 0, -1}, kHigher), Verdict::fail);
}

// The margin of a rule that is broken is negative.
TEST(TrendCheck, OfANegativeMedianTheSignOfTheChangeIsThatOfTheMove) {
  const TrendCheck check = check_trend({-100, -100, -100, -120}, kHigher);
  EXPECT_EQ(check.change_pct, -20);
  EXPECT_EQ(check.verdict, Verdict::fail);
  EXPECT_EQ(verdict_on({-100, -100, -100, -120}, kRule), Verdict::pass);
}

TEST(HigherIsBetter, ForRatesSuccessesAndMargins) {
  for (const char* figure : {"throughput_runs_per_sec.mean", "throughput_runs_per_sec.p50", "successful_runs_total",
                             "resource_budget.stability.successful_runs_total", "latency_ms.p95.margin_pct",
                             "failed_runs_total.margin_pct"}) {
    EXPECT_TRUE(higher_is_better(figure)) << figure;
  }
}

TEST(HigherIsBetter, ForNothingElse) {
  for (const char* figure : {"", "latency_ms.p95", "latency_ms.p95.limit", "failed_runs_total", "max_rss_mb.max",
                             "unsuccessful_runs_total", "my.throughput_runs_per_sec.mean", "margin_pct"}) {
    EXPECT_FALSE(higher_is_better(figure)) << figure;
  }
}

}  // namespace
}  // namespace perfbench
