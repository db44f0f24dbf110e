#include "analysis/judge.h"

#include <gmock/gmock.h>

#include <csignal>

#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Summary summary_of(const std::string& path, Measured value) {
  Summary summary;
  summary.figures = {{parse_figure_path(path).value(), value}};
  return summary;
}

Measured margin_of(const std::string& rule, double figure) {
  const SlaRule parsed = rule_of(rule);
  return check(parsed, summary_of(to_string(parsed.path), figure)).margin_pct;
}

Judgement judged(const Plan& plan, const RunRecord& record) { return judge(plan, record, summarise(record, plan)); }

TEST(Check, HoldsTheFigureAgainstTheLimit) {
  const Check good = check(rule_of("latency_ms.p95 <= 250ms"), summary_of("latency_ms.p95", 200));
  EXPECT_EQ(good.status, CheckStatus::pass);
  EXPECT_EQ(good.figure, 200);
  EXPECT_EQ(good.reason, "");
  EXPECT_EQ(check(rule_of("latency_ms.p95 <= 250ms"), summary_of("latency_ms.p95", 250)).status, CheckStatus::pass);
  EXPECT_EQ(check(rule_of("latency_ms.p95 < 250ms"), summary_of("latency_ms.p95", 250)).status, CheckStatus::fail);
}

TEST(Check, MarginIsTheRoomLeftInPercentOfTheLimit) {
  EXPECT_EQ(margin_of("latency_ms.p95 <= 200", 150), 25);
  EXPECT_EQ(margin_of("latency_ms.p95 < 200", 250), -25);
  EXPECT_EQ(margin_of("throughput_runs_per_sec.mean >= 8", 10), 25);
  EXPECT_EQ(margin_of("throughput_runs_per_sec.mean > 8", 6), -25);
  EXPECT_EQ(margin_of("latency_ms.p95 <= -200", -250), 25);
}

TEST(Check, HasNoMarginAgainstZeroOrForEquality) {
  EXPECT_EQ(margin_of("failed_runs_total <= 0", 3), std::nullopt);
  EXPECT_EQ(margin_of("failed_runs_total == 4", 3), std::nullopt);
  EXPECT_EQ(margin_of("failed_runs_total != 4", 3), std::nullopt);
}

TEST(Check, AUsersRuleOnAnAbsentFigureIsUnavailable) {
  Summary summary = summary_of("top_attach.sample_count.mean", std::nullopt);
  summary.not_measured = {{"top_attach", "attach sampling was off"}};
  const Check missing = check(rule_of("top_attach.sample_count.mean >= 1"), summary);
  EXPECT_EQ(missing.status, CheckStatus::unavailable);
  EXPECT_EQ(missing.reason, "attach sampling was off");
  EXPECT_EQ(missing.figure, std::nullopt);
  EXPECT_EQ(missing.margin_pct, std::nullopt);
}

TEST(Check, AProfilesRuleOnAnAbsentFigureIsNotSampled) {
  Summary summary = summary_of("top_attach.sample_count.mean", std::nullopt);
  summary.not_measured = {{"top_attach", "attach sampling was off"}};
  const Check missing = check(rule_of("top_attach.sample_count.mean >= 1", RuleOrigin::profile), summary);
  EXPECT_EQ(missing.status, CheckStatus::not_sampled);
  EXPECT_EQ(missing.reason, "attach sampling was off");
}

TEST(Check, AKeyThatTheSummaryLacksIsAbsentToo) {
  EXPECT_EQ(check(rule_of("latency_ms.p99 <= 1"), summary_of("latency_ms.p95", 5)).status, CheckStatus::unavailable);
  EXPECT_EQ(check(rule_of("latency_ms.p99 <= 1"), summary_of("latency_ms.p95", 5)).reason, "not measured");
}

TEST(Judge, NoFailedRunIsCheckedFirstOfAll) {
  const Judgement judgement = judged(plan_of({"latency_ms.p95 <= 5"}), record_of_latencies({1, 2}));
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.reason, "");
  ASSERT_THAT(judgement.checks, SizeIs(2));
  EXPECT_EQ(judgement.checks[0].rule.text, "failed_runs_total == 0");
  EXPECT_EQ(judgement.checks[0].rule.origin, RuleOrigin::builtin);
  EXPECT_EQ(judgement.checks[1].rule.text, "latency_ms.p95 <= 5");
}

TEST(Judge, AFailedWorkerBreaksTheBuiltInRule) {
  RunRecord record = record_of_latencies({1, 2});
  edit_iteration(record.iterations, 0, [](IterationRecord& iteration) { iteration.workers[0].outcome = Exited{3}; });
  const Judgement judgement = judged(Plan{}, record);
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(judgement.reason, "failed_runs_total = 1, limit == 0");
}

TEST(Judge, APlansOwnRuleOnFailedRunsTakesThePlaceOfTheBuiltInOne) {
  RunRecord record = record_of_latencies({1, 2});
  edit_iteration(record.iterations, 0, [](IterationRecord& iteration) { iteration.workers[0].outcome = Exited{3}; });
  for (const std::string rule : {"failed_runs_total <= 1", "resource_budget.stability.failed_runs_total <= 1"}) {
    const Judgement judgement = judged(plan_of({rule}), record);
    EXPECT_EQ(judgement.verdict, Verdict::pass) << rule;
    EXPECT_THAT(judgement.checks, SizeIs(1)) << rule;
  }
  EXPECT_THAT(judged(plan_of({R"(queue_cancel_metrics["failed_runs_total"] <= 1)"}), record).checks, SizeIs(2));
}

TEST(Judge, AProfilesUnsampledFigureDoesNotFail) {
  Plan plan;
  plan.rules = {rule_of("peak_open_fds.mean <= 6", RuleOrigin::profile)};
  const Judgement judgement = judged(plan, record_of_latencies({1}));
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.checks.back().status, CheckStatus::not_sampled);
}

TEST(Judge, AUsersUnavailableFigureFails) {
  const Judgement judgement = judged(plan_of({"peak_open_fds.mean <= 6"}), record_of_latencies({1}));
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(judgement.reason, "peak_open_fds.mean is unavailable: no worker lived long enough to be sampled");
}

TEST(Judge, ReasonNamesFigureLimitAndExcess) {
  EXPECT_EQ(judged(plan_of({"latency_ms.max <= 0.25s"}), record_of_latencies({312.4})).reason,
            "latency_ms.max = 312.4 ms, limit <= 250 ms (25 % over)");
  EXPECT_EQ(judged(plan_of({"latency_ms.max >= 1000ms"}), record_of_latencies({12.34567})).reason,
            "latency_ms.max = 12.35 ms, limit >= 1000 ms (99 % under)");
  EXPECT_EQ(judged(plan_of({"latency_ms.max <= 100"}), record_of_latencies({123456.78})).reason,
            "latency_ms.max = 123457 ms, limit <= 100 ms (123357 % over)");
}

TEST(Judge, ReasonTellsAFigureFromTheLimitThatItBarelyBroke) {
  EXPECT_EQ(judged(plan_of({"latency_ms.max <= 250"}), record_of_latencies({250.004})).reason,
            "latency_ms.max = 250.004 ms, limit <= 250 ms (0.0016 % over)");
  EXPECT_EQ(judged(plan_of({"latency_ms.max < 250"}), record_of_latencies({250})).reason,
            "latency_ms.max = 250 ms, limit < 250 ms");
}

TEST(Judge, ReasonCountsTheOtherBrokenChecks) {
  const Plan plan =
      plan_of({"latency_ms.max <= 50", "latency_ms.min >= 1", "latency_ms.mean <= 80", "peak_open_fds.max <= 3"});
  EXPECT_EQ(judged(plan, record_of_latencies({100})).reason,
            "latency_ms.max = 100 ms, limit <= 50 ms (100 % over) and 2 more");
  EXPECT_EQ(judged(plan_of({"latency_ms.max <= 50", "latency_ms.mean <= 80"}), record_of_latencies({100})).reason,
            "latency_ms.max = 100 ms, limit <= 50 ms (100 % over) and 1 more");
}

RunRecord cut_short(Ending ending, int signal, const std::vector<double>& latencies_ms) {
  RunRecord record = record_of_latencies(latencies_ms);
  record.ending = ending;
  record.ending_signal = signal;
  return record;
}

TEST(Judge, ADeadlineFails) {
  Plan plan;
  plan.deadline = std::chrono::seconds(110);
  const Judgement judgement = judged(plan, cut_short(Ending::deadline, 0, {1, 2, 3}));
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(judgement.reason, "the deadline of 110 s came after 3 of 5 iterations");
  EXPECT_THAT(judgement.checks, SizeIs(1));
}

TEST(Judge, ADeadlineDoesNotHideABrokenCheck) {
  Plan plan = plan_of({"latency_ms.max <= 2"});
  plan.deadline = std::chrono::milliseconds(1500);
  EXPECT_EQ(judged(plan, cut_short(Ending::deadline, 0, {1, 2, 3})).reason,
            "the deadline of 1.5 s came after 3 of 5 iterations; latency_ms.max = 3 ms, limit <= 2 ms (50 % over)");
}

TEST(Judge, AnInterruptedRunIsJudgedOnWhatWasMeasuredAndYetAnError) {
  const Judgement judgement =
      judged(plan_of({"latency_ms.max <= 5"}), cut_short(Ending::interrupted, SIGINT, {1, 2, 3}));
  EXPECT_EQ(judgement.verdict, Verdict::error);
  EXPECT_EQ(judgement.reason, "interrupted by SIGINT after 3 of 5 iterations");
  EXPECT_THAT(judgement.checks, SizeIs(2));
  EXPECT_EQ(judged(Plan{}, cut_short(Ending::interrupted, SIGTERM, {1})).reason,
            "interrupted by SIGTERM after 1 of 5 iterations");
}

TEST(Judge, AWorkerThatOutlastsTheDeadlineFailsTheRun) {
  Plan plan = plan_of({"latency_ms.max <= 5"});
  plan.deadline = std::chrono::seconds(2);
  const Judgement judgement = judged(plan, cut_short(Ending::deadline, 0, {}));
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(judgement.reason, "the deadline of 2 s came before the first iteration was complete");
  EXPECT_THAT(judgement.checks, IsEmpty());
}

TEST(Judge, NothingMeasuredIsAnErrorWithoutChecks) {
  const Plan plan = plan_of({"latency_ms.max <= 5"});
  const Judgement judgement = judged(plan, cut_short(Ending::interrupted, SIGINT, {}));
  EXPECT_EQ(judgement.verdict, Verdict::error);
  EXPECT_EQ(judgement.reason, "interrupted by SIGINT before the first iteration was complete");
  EXPECT_THAT(judgement.checks, IsEmpty());
  EXPECT_EQ(judged(plan, RunRecord{}).reason, "no iteration was completed");
}

Plan emulated_plan_of(const std::vector<std::string>& rules) {
  Plan plan = plan_of(rules);
  plan.worker.emulator = {"qemu-arm"};
  return plan;
}

TEST(Judge, AnEmulatedRunIsNotFailedByItsTimes) {
  const Judgement judgement =
      judged(emulated_plan_of({"latency_ms.p95 <= 1", "latency_ms.min <= 1000"}), record_of_latencies({100, 100}));
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.reason, "");
  ASSERT_THAT(judgement.checks, SizeIs(3));
  EXPECT_EQ(judgement.checks[0].status, CheckStatus::pass);  // failed_runs_total == 0
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(judgement.checks[i].status, CheckStatus::not_gated) << i;
    EXPECT_EQ(judgement.checks[i].figure, 100) << i;
    EXPECT_EQ(judgement.checks[i].margin_pct, std::nullopt) << i;
    EXPECT_EQ(judgement.checks[i].reason, "emulated") << i;
  }
}

TEST(Judge, AnEmulatedRunIsFailedByItsWorkersEnds) {
  RunRecord record = record_of_latencies({1, 2});
  edit_iteration(record.iterations, 1, [](IterationRecord& iteration) { iteration.workers[0].outcome = Exited{3}; });
  EXPECT_EQ(judged(emulated_plan_of({}), record).reason, "failed_runs_total = 1, limit == 0");
  EXPECT_EQ(judged(emulated_plan_of({"failed_runs_total <= 1"}), record).verdict, Verdict::pass);
}

TEST(Judge, AFigureThatAnEmulatedRunLacksIsNotGatedEither) {
  const Judgement judgement = judged(emulated_plan_of({"peak_open_fds.max <= 3"}), record_of_latencies({1}));
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.checks.back().status, CheckStatus::not_gated);
}

}  // namespace
}  // namespace perfbench
