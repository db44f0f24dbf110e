#include "analysis/advise.h"

#include <gmock/gmock.h>

#include "analysis/advise_parts.h"
#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> codes_of(const Plan& plan, const RunRecord& record, const Environment& environment) {
  std::vector<std::string> codes;
  for (const Warning& warning : advise(plan, record, summarise(record, plan), environment))
    codes.push_back(warning.code);
  return codes;
}

Environment quiet_machine() {
  Environment environment;
  environment.cpu_count = 4;
  environment.load_average_1m = 0.3;
  environment.cpu_governor = "performance";
  return environment;
}

TEST(Advise, HasNothingToSayOfASteadyRunOnAQuietMachine) {
  EXPECT_THAT(
      codes_of(plan_of({"latency_ms.p50 <= 30"}), record_of_latencies({20, 20.1, 19.9, 20.2, 20}), quiet_machine()),
      IsEmpty());
}

TEST(Advise, HasNothingToSayOfARunWithoutIterations) {
  Plan plan = plan_of({"latency_ms.p95 <= 30"});
  plan.rules.push_back(rule_of("peak_open_fds.mean <= 6", RuleOrigin::profile));
  EXPECT_THAT(codes_of(plan, RunRecord{}, Environment{}), IsEmpty());
}

TEST(Advise, PutsWorkersFirstThenTheMachineThenNoiseThenRules) {
  RunRecord record = record_of_latencies({1, 1.5, 2, 2.5, 3});
  edit_iteration(record.iterations, 4, [](IterationRecord& iteration) { iteration.workers[0].outcome = Exited{3}; });
  record.warmup_failures = 1;
  Environment environment = quiet_machine();
  environment.cpu_governor = "powersave";
  EXPECT_THAT(
      codes_of(plan_of({"latency_ms.p95 <= 30"}), record, environment),
      ElementsAre("failing_workers", "warmup_failures", "powersave_governor", "noisy", "short_worker", "few_samples"));
}

TEST(Advise, EveryWarningHasItsMessageAndItsAdvice) {
  RunRecord record = record_of_latencies({9, 1, 1, 1, 1, 1, 9, 1});
  edit_iteration(record.iterations, 6, [](IterationRecord& iteration) { iteration.workers[0].leftover_processes = 2; });
  edit_iteration(record.iterations, 7, [](IterationRecord& iteration) {
    iteration.workers = {worker_of(TimedOut{}), worker_of(Exited{1})};
  });
  const Plan plan = plan_of({"latency_ms.p99 <= 30"});
  Environment environment;
  environment.cpu_count = environment.online_cpu_count = 1;
  environment.load_average_1m = 8;
  const auto warnings = advise(plan, record, summarise(record, plan), environment);
  EXPECT_EQ(warnings.size(), 8U);
  for (const Warning& warning : warnings) {
    EXPECT_FALSE(warning.message.empty()) << warning.code;
    EXPECT_FALSE(warning.advice.empty()) << warning.code;
  }
}

TEST(ListedIterations, AreCutShort) {
  EXPECT_EQ(listed_iterations({3}), "iteration 3");
  EXPECT_EQ(listed_iterations({3, 5}), "iterations 3, 5");
  EXPECT_EQ(listed_iterations({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), "iterations 1, 2, 3, 4, 5, 6, 7, 8 and 2 more");
}

TEST(Advise, SaysFirstThatARunWasEmulatedAndGivesNoAdviceOnRulesThatAreNotGated) {
  Plan plan = plan_of({"latency_ms.p95 <= 30"});
  plan.rules.push_back(rule_of("peak_open_fds.mean <= 6", RuleOrigin::profile));
  plan.worker.emulator = {"qemu-arm", "-L", "/sys root"};
  const RunRecord record = record_of_latencies({100, 100, 100});
  const auto warnings = advise(plan, record, summarise(record, plan), quiet_machine());
  ASSERT_THAT(warnings, testing::SizeIs(1));
  EXPECT_EQ(warnings[0].code, "emulated");
  EXPECT_THAT(warnings[0].message, testing::HasSubstr("qemu-arm -L '/sys root'"));
  EXPECT_FALSE(warnings[0].advice.empty());
}

}  // namespace
}  // namespace perfbench
