#include "analysis/diagnose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles.h"

namespace perfbench {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Means of a run of one worker an iteration.
struct RunMeans {
  double latency_ms = 100;
  double cpu_ms = 90;
  double ready_ms = 2;
  double rss_mb = 10;
  double storage_read_kb = 0;
  std::map<std::string, double> phases_ms = {};
};

constexpr double kRuns = 4;

Summary summary_of(const RunMeans& means) {
  Summary summary;
  const auto put = [&](std::vector<std::string> segments, double value) {
    summary.figures.push_back({FigurePath{std::move(segments)}, value});
  };
  put({"latency_ms", "mean"}, means.latency_ms);
  put({"user_cpu_sec", "mean"}, means.cpu_ms / 1000);
  put({"system_cpu_sec", "mean"}, 0);
  put({"run_queue_wait_ms", "mean"}, means.ready_ms);
  put({"max_rss_mb", "mean"}, means.rss_mb);
  put({"io", "storage_read_kb", "mean"}, means.storage_read_kb);
  put({"resource_budget", "stability", "total_runs"}, kRuns);
  for (const auto& [name, ms] : means.phases_ms) put({"otel_phases", name, "total_ms"}, ms * kRuns);
  return summary;
}

StackProfile profile_of(const std::map<std::string, long long>& samples) {
  StackProfile profile;
  profile.runs = 10;
  for (const auto& [function, count] : samples) {
    profile.add(stack_of(profile, {"main", function}), {.weight_ms = static_cast<double>(count), .samples = count});
  }
  return profile;
}

GoodRun good_run(const RunMeans& means, std::optional<StackProfile> profile = {}) {
  return {.run_dir = "/results/t-1", .git_commit = "abc", .summary = summary_of(means), .profile = std::move(profile)};
}

std::vector<Cause> causes_of(const Diagnosis& diagnosis) {
  std::vector<Cause> causes;
  for (const Finding& finding : diagnosis.findings) causes.push_back(finding.cause);
  return causes;
}

TEST(Diagnose, NamesTheFunctionFirstThatGotSlowerAndThenTheTimeOnAProcessor) {
  const auto before = profile_of({{"parse", 300}, {"rank", 300}, {"render", 300}});
  const auto now = profile_of({{"parse", 300}, {"rank", 600}, {"render", 300}});
  const Diagnosis diagnosis = diagnose(summary_of({.latency_ms = 130, .cpu_ms = 120}), now, good_run({}, before));
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::function, Cause::cpu));
  EXPECT_THAT(diagnosis.findings[0].text,
              AllOf(HasSubstr("rank"), HasSubstr("30.00 ms -> 60.00 ms a run (+30.00 ms)")));
  EXPECT_THAT(diagnosis.findings[1].text, AllOf(HasSubstr("90.00 ms -> 120.0 ms"), HasSubstr("explains 100 %")));
  EXPECT_EQ(diagnosis.compared_with, "/results/t-1");
  EXPECT_THAT(diagnosis.gaps, IsEmpty());
}

TEST(Diagnose, TellsWaitingFromWork) {
  const auto profile = profile_of({{"parse", 300}});
  const Diagnosis diagnosis = diagnose(summary_of({.latency_ms = 180}), profile, good_run({}, profile));
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::waiting));
  EXPECT_THAT(diagnosis.findings[0].text, AllOf(HasSubstr("8.00 ms -> 88.00 ms"), HasSubstr("explains 100 %")));
  EXPECT_THAT(diagnosis.gaps, ElementsAre(HasSubstr("no function takes longer")));
}

TEST(Diagnose, AFunctionThatGrewComesAfterTheWaitingThatExplainsMore) {
  const auto before = profile_of({{"parse", 100}, {"rank", 800}});
  const auto now = profile_of({{"parse", 200}, {"rank", 800}});
  const auto causes = [&](const RunMeans& means) {
    return causes_of(diagnose(summary_of(means), now, good_run({}, before)));
  };
  EXPECT_THAT(causes({.latency_ms = 160, .cpu_ms = 100}), ElementsAre(Cause::waiting, Cause::cpu, Cause::function));
  EXPECT_THAT(causes({.latency_ms = 118, .cpu_ms = 100}), ElementsAre(Cause::function, Cause::cpu, Cause::waiting));
  EXPECT_THAT(causes({.latency_ms = 160, .cpu_ms = 100, .ready_ms = 52}),
              ElementsAre(Cause::function, Cause::scheduling, Cause::cpu))
      << "other programs made it wait for a processor, which explains no function";
}

TEST(Diagnose, WithoutAGoodRunWaitingComesFirstWhereItIsMostOfTheTime) {
  const Diagnosis diagnosis =
      diagnose(summary_of({.latency_ms = 300, .cpu_ms = 90}), profile_of({{"rank", 300}}), std::nullopt);
  EXPECT_THAT(causes_of(diagnosis), ElementsAre(Cause::waiting, Cause::cpu, Cause::function));
}

TEST(Diagnose, WithoutAGoodRunFunctionsThatTakeNextToNothingAreNotTold) {
  StackProfile profile = profile_of({{"rank", 1000}, {"parse", 40}});
  profile.add(stack_of(profile, {"main", "copy@[kernel.kallsyms]"}), {.weight_ms = 100, .samples = 100});
  const Diagnosis diagnosis = diagnose(summary_of({}), profile, std::nullopt);
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::function, Cause::function, Cause::cpu, Cause::waiting));
  EXPECT_THAT(diagnosis.findings[1].text, testing::StartsWith("copy [kernel.kallsyms] takes "));
}

TEST(Diagnose, ProfilesWithAndWithoutTheKernelAreNotCompared) {
  const auto with_kernel = profile_of({{"parse", 300}, {"rank", 300}});
  auto without = profile_of({{"parse", 300}, {"rank", 900}});
  without.losses.without_kernel = true;
  const Summary now = summary_of({.latency_ms = 130, .cpu_ms = 120});
  const Diagnosis mixed = diagnose(now, without, good_run({}, with_kernel));
  EXPECT_THAT(mixed.findings[0].text,
              AllOf(HasSubstr("rank"), HasSubstr("takes"), HasSubstr("75 % of the CPU time outside of the kernel")));
  EXPECT_THAT(mixed.gaps, ElementsAre(HasSubstr("cannot be compared"), HasSubstr("kernel.perf_event_paranoid")));
  auto before = with_kernel;
  before.losses.without_kernel = true;
  const Diagnosis alike = diagnose(now, without, good_run({}, before));
  EXPECT_THAT(alike.findings[0].text, AllOf(HasSubstr("30.00 ms -> 90.00 ms"), HasSubstr("outside of the kernel")));
  EXPECT_THAT(alike.gaps, ElementsAre(HasSubstr("kernel.perf_event_paranoid")));
}

TEST(Diagnose, ProfilesThatDoNotShowAllAreNotCompared) {
  const auto before = profile_of({{"parse", 300}, {"rank", 300}});
  const auto diagnosis_of = [&](long long cut_runs, long long unseen_pct) {
    auto now = profile_of({{"parse", 300}, {"rank", 900}});
    now.losses.cut_runs = cut_runs;
    now.losses.unseen_pct = unseen_pct;
    return diagnose(summary_of({.latency_ms = 130, .cpu_ms = 120}), now, good_run({}, before));
  };
  EXPECT_THAT(causes_of(diagnosis_of(1, 0)), ElementsAre(Cause::function, Cause::function, Cause::cpu));
  EXPECT_THAT(diagnosis_of(1, 0).gaps, ElementsAre(HasSubstr("the recording ended before a run did")));
  EXPECT_THAT(causes_of(diagnosis_of(0, 40)), ElementsAre(Cause::cpu)) << "what was seen is not typical";
  EXPECT_THAT(diagnosis_of(0, 40).gaps, ElementsAre(HasSubstr("40 % of the CPU time")));
}

TEST(Diagnose, TellsALackOfProcessorsFromOtherWaiting) {
  const Diagnosis diagnosis = diagnose(summary_of({.latency_ms = 160, .ready_ms = 60}), std::nullopt, good_run({}));
  EXPECT_THAT(causes_of(diagnosis), ElementsAre(Cause::scheduling));
}

TEST(Diagnose, TheLargestPartComesFirstAndASmallOneIsNotTold) {
  const Diagnosis diagnosis =
      diagnose(summary_of({.latency_ms = 200, .cpu_ms = 120, .ready_ms = 3}), std::nullopt, good_run({}));
  EXPECT_THAT(causes_of(diagnosis), ElementsAre(Cause::waiting, Cause::cpu));
}

TEST(Diagnose, WhereAPartShrankNoneExplainsAShare) {
  const Diagnosis diagnosis =
      diagnose(summary_of({.latency_ms = 130, .cpu_ms = 60, .ready_ms = 2}), std::nullopt, good_run({}));
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::waiting, Cause::cpu));
  EXPECT_THAT(diagnosis.findings[0].text,
              HasSubstr("8.00 ms -> 68.00 ms a run (+60.00 ms), where latency grew by 30.00"));
  EXPECT_THAT(diagnosis.findings[1].text, HasSubstr("90.00 ms -> 60.00 ms a run (-30.00 ms)"));
}

TEST(Diagnose, AGrowthWithinWhatRunsDifferAnywayIsNotExplained) {
  const Diagnosis diagnosis = diagnose(summary_of({.latency_ms = 104, .cpu_ms = 94}), std::nullopt, good_run({}));
  EXPECT_THAT(diagnosis.findings, IsEmpty());
  EXPECT_THAT(diagnosis.gaps, testing::Contains(HasSubstr("latency has hardly grown")));
}

TEST(Diagnose, WaitingOfChildrenForAProcessorIsThatToo) {
  Summary now = summary_of({.latency_ms = 160});
  now.figures.push_back({FigurePath{{"scheduling", "cpu_pressure_ms", "mean"}}, 62});
  EXPECT_THAT(causes_of(diagnose(now, std::nullopt, good_run({}))), ElementsAre(Cause::scheduling));
}

TEST(Diagnose, TellsWhatGrewBesideTheTime) {
  const Diagnosis diagnosis =
      diagnose(summary_of({.latency_ms = 150, .rss_mb = 64, .storage_read_kb = 4096}), std::nullopt, good_run({}));
  EXPECT_THAT(causes_of(diagnosis), ElementsAre(Cause::waiting, Cause::memory, Cause::io));
  EXPECT_THAT(diagnosis.findings[1].text, HasSubstr("10.00 MB -> 64.00 MB"));
}

TEST(Diagnose, NamesThePhasesThatGrewTheMostFirst) {
  const RunMeans before{.phases_ms = {{"load", 20}, {"parse", 30}, {"print", 5}}};
  const RunMeans now{.latency_ms = 150, .cpu_ms = 140, .phases_ms = {{"load", 30}, {"parse", 70}, {"print", 5.5}}};
  const Diagnosis diagnosis = diagnose(summary_of(now), std::nullopt, good_run(before));
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::phase, Cause::phase, Cause::cpu));
  EXPECT_THAT(diagnosis.findings[0].text, AllOf(HasSubstr("\"parse\""), HasSubstr("30.00 ms -> 70.00 ms")));
  EXPECT_THAT(diagnosis.findings[1].text, HasSubstr("\"load\""));
}

TEST(Diagnose, DoesNotTakeItsOwnSpansAroundTheWorkerForPhasesOfTheProgram) {
  const RunMeans before{.phases_ms = {{"perfbench.worker", 100}}};
  const RunMeans now{.latency_ms = 150, .cpu_ms = 140, .phases_ms = {{"perfbench.worker", 150}}};
  EXPECT_THAT(causes_of(diagnose(summary_of(now), std::nullopt, good_run(before))), ElementsAre(Cause::cpu));
}

TEST(Diagnose, WithoutAGoodRunItTellsWhereTheTimeGoes) {
  const Diagnosis diagnosis = diagnose(summary_of({}), profile_of({{"parse", 100}, {"rank", 300}}), std::nullopt);
  ASSERT_THAT(causes_of(diagnosis), ElementsAre(Cause::function, Cause::function, Cause::cpu, Cause::waiting));
  EXPECT_THAT(diagnosis.findings[0].text, AllOf(HasSubstr("rank"), HasSubstr("75 %")));
  EXPECT_THAT(diagnosis.findings[2].text, HasSubstr("90 % of latency"));
  EXPECT_THAT(diagnosis.gaps, ElementsAre(HasSubstr("no good run")));
}

TEST(Diagnose, LatencyThatHasNotGrownIsToldAsThat) {
  const Diagnosis diagnosis = diagnose(summary_of({}), std::nullopt, good_run({}));
  EXPECT_THAT(diagnosis.findings, IsEmpty());
  EXPECT_THAT(diagnosis.gaps, ElementsAre(HasSubstr("latency has not grown")));
}

TEST(Diagnose, OfSeveralThreadsNothingIsBlocked) {
  const Diagnosis diagnosis = diagnose(summary_of({.latency_ms = 150, .cpu_ms = 290}), std::nullopt,
                                       good_run({.latency_ms = 100, .cpu_ms = 190}));
  EXPECT_THAT(causes_of(diagnosis), ElementsAre(Cause::cpu));
}

TEST(Diagnose, RulesOnLatencyThroughputAndCpuTimeAreOnTime) {
  const auto on = [](const std::string& path) {
    return is_on_time({.path = parse_figure_path(path).value(), .text = "", .origin_name = ""});
  };
  for (const char* path : {"latency_ms.p95", "throughput_runs_per_sec.mean", "user_cpu_sec.mean", "cpu_pct.p50"}) {
    EXPECT_TRUE(on(path)) << path;
  }
  for (const char* path : {"max_rss_mb.max", "failed_runs_total", "heap.peak_mb"}) EXPECT_FALSE(on(path)) << path;
}

TEST(Diagnose, AMissedLimitOfMemoryIsNoBreachOfARuleOnTime) {
  Check memory;
  memory.rule.path = FigurePath{{"max_rss_mb", "max"}};
  memory.status = CheckStatus::fail;
  Check latency = memory;
  latency.rule.path = FigurePath{{"latency_ms", "p95"}};
  EXPECT_FALSE(breaks_a_rule_on_time({.verdict = Verdict::fail, .checks = {memory}, .reason = ""}));
  EXPECT_TRUE(breaks_a_rule_on_time({.verdict = Verdict::fail, .checks = {memory, latency}, .reason = ""}));
  latency.status = CheckStatus::not_gated;
  EXPECT_FALSE(breaks_a_rule_on_time({.verdict = Verdict::pass, .checks = {latency}, .reason = ""}));
}

}  // namespace
}  // namespace perfbench
