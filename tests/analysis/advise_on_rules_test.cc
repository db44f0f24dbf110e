#include <gmock/gmock.h>

#include "analysis/advise_parts.h"
#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::vector<Warning> advised(const Plan& plan, const RunRecord& record) {
  return advise_on_rules(plan, record, summarise(record, plan));
}

TEST(AdviseOnRules, AP95OfFewRunsHangsOnTheSlowest) {
  const auto warnings = advised(plan_of({"latency_ms.p95 <= 9"}), record_of_latencies(std::vector<double>(12, 5)));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "few_samples");
  EXPECT_EQ(warnings[0].message,
            "a p95 of fewer than 20 values hangs on the slowest one or two: latency_ms.p95 (of 12)");
  EXPECT_THAT(warnings[0].advice, HasSubstr("--iterations 20"));
}

TEST(AdviseOnRules, EnoughRunsAreEnough) {
  EXPECT_THAT(advised(plan_of({"latency_ms.p95 <= 9"}), record_of_latencies(std::vector<double>(20, 5))), IsEmpty());
  EXPECT_THAT(advised(plan_of({"latency_ms.p99 <= 9"}), record_of_latencies(std::vector<double>(99, 5))), SizeIs(1));
  EXPECT_THAT(advised(plan_of({"latency_ms.p99 <= 9"}), record_of_latencies(std::vector<double>(100, 5))), IsEmpty());
  EXPECT_THAT(advised(plan_of({"latency_ms.p50 <= 9"}), record_of_latencies({5})), IsEmpty());
}

TEST(AdviseOnRules, CountsTheIterationsThatHaveTheFigure) {
  RunRecord record = record_of_latencies(std::vector<double>(30, 5));
  for (std::size_t i = 0; i < 3; ++i) {
    edit_iteration(record.iterations, i, [](IterationRecord& iteration) { iteration.figures.peak_open_fds = 4; });
  }
  const auto warnings = advised(plan_of({"peak_open_fds.p95 <= 9", "latency_ms.p95 <= 9"}), record);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings[0].message, HasSubstr("peak_open_fds.p95 (of 3)"));
  EXPECT_THAT(warnings[0].message, Not(HasSubstr("latency_ms")));
}

TEST(AdviseOnRules, TwoRulesOnOneFigureAreOneFact) {
  const auto warnings = advised(plan_of({"latency_ms.p95 <= 9", "latency_ms.p95 >= 1"}), record_of_latencies({5}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].message,
            "a p95 of fewer than 20 values hangs on the slowest one or two: latency_ms.p95 (of 1)");
}

Plan plan_of_profile(const std::vector<std::string>& rules) {
  Plan plan;
  for (const std::string& rule : rules) plan.rules.push_back(rule_of(rule, RuleOrigin::profile));
  return plan;
}

TEST(AdviseOnRules, NamesWhatAProfileLimitsAndADefaultProbeMissed) {
  const auto warnings = advised(plan_of_profile({"process_tree_sampled.peak_tree_cpu_pct.p95 <= 90",
                                                 "process_tree_sampled.peak_tree_rss_mb.mean <= 8"}),
                                record_of_latencies({5}));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "never_sampled");
  EXPECT_THAT(warnings[0].message,
              HasSubstr("process_tree_sampled.peak_tree_cpu_pct.p95, process_tree_sampled.peak_tree_rss_mb.mean"));
  EXPECT_THAT(warnings[0].advice, HasSubstr("--probe-interval-ms"));
}

TEST(AdviseOnRules, ProbesThatWereOffAndRulesOfTheUserAreToldByTheirChecks) {
  EXPECT_THAT(advised(plan_of_profile({"top_attach.sample_count.mean >= 1", "xctrace.trace_count >= 1"}),
                      record_of_latencies({5})),
              IsEmpty());
  EXPECT_THAT(advised(plan_of({"process_tree_sampled.peak_tree_rss_mb.mean <= 6"}), record_of_latencies({5})),
              IsEmpty());
}

}  // namespace
}  // namespace perfbench
