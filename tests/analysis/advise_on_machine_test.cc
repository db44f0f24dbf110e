#include <gmock/gmock.h>

#include "analysis/advise_parts.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Plan plan_of_concurrency(int concurrency) {
  Plan plan;
  plan.concurrency = concurrency;
  return plan;
}

Environment machine_of(int cpus) {
  Environment environment;
  environment.cpu_count = cpus;
  return environment;
}

TEST(AdviseOnMachine, WarnsOfMoreWorkersThanProcessors) {
  const auto warnings = advise_on_machine(plan_of_concurrency(8), RunRecord{}, machine_of(2));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "oversubscribed");
  EXPECT_THAT(warnings[0].message, HasSubstr("8 workers at a time share 2 processors"));
  EXPECT_THAT(warnings[0].advice, HasSubstr("--concurrency 2"));
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(2), RunRecord{}, machine_of(2)), IsEmpty());
}

RunRecord waiting(double waited_ms, double duration_ms) {
  const IterationRecord iteration =
      iteration_of({{&RunFigures::run_queue_wait_ms, waited_ms}, {&RunFigures::duration_ms, duration_ms}});
  return record_of({iteration, iteration});
}

TEST(AdviseOnMachine, SaysHowLongWorkersWaitedForAProcessor) {
  const auto shared = advise_on_machine(plan_of_concurrency(8), waiting(60, 80), machine_of(2));
  ASSERT_THAT(shared, SizeIs(1));
  EXPECT_EQ(shared[0].message,
            "8 workers at a time share 2 processors: a worker waited 60.0 ms for one, 75 % of its time");
  const auto disturbed = advise_on_machine(plan_of_concurrency(1), waiting(20, 100), machine_of(2));
  ASSERT_THAT(disturbed, SizeIs(1));
  EXPECT_EQ(disturbed[0].code, "waited_for_processor");
  EXPECT_EQ(disturbed[0].message,
            "other work kept the processors busy: a worker waited 20.0 ms for one, 20 % of its time");
}

TEST(AdviseOnMachine, WaitingThatALimitOfTheWorkersExplainsIsNotTold) {
  Plan plan = plan_of_concurrency(1);
  plan.worker.limits.cpus = 0.5;
  EXPECT_THAT(advise_on_machine(plan, waiting(50, 100), machine_of(2)), IsEmpty());
}

TEST(AdviseOnMachine, ALittleWaitingIsNotTold) {
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), waiting(0.2, 0.5), machine_of(2)), IsEmpty());
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), waiting(5, 100), machine_of(2)), IsEmpty());
}

TEST(AdviseOnMachine, CountsOnlyTheProcessorsThatTheWorkersMayRunOn) {
  Plan plan = plan_of_concurrency(2);
  plan.worker.cpu_affinity = {3};
  const auto warnings = advise_on_machine(plan, RunRecord{}, machine_of(8));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "oversubscribed");
  EXPECT_THAT(warnings[0].message, HasSubstr("1 processor:"));
}

TEST(AdviseOnMachine, WarnsOfABusyMachineByItsSize) {
  Environment environment = machine_of(1);  // those that it may run on do not matter
  environment.online_cpu_count = 4;
  environment.load_average_1m = 2.5;
  const auto warnings = advise_on_machine(plan_of_concurrency(1), RunRecord{}, environment);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "high_load");
  EXPECT_THAT(warnings[0].message, HasSubstr("load average 2.50 on 4 processors"));
  environment.online_cpu_count = 8;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), RunRecord{}, environment), IsEmpty());
}

Environment loaded_meanwhile(double last) {
  Environment environment = machine_of(4);
  environment.online_cpu_count = 4;
  environment.load_average_1m = environment.before.load_average_1m = 0.1;
  environment.after.load_average_1m = last;
  environment.during.elapsed_ms = 120'000;
  return environment;
}

TEST(AdviseOnMachine, WarnsOfAMachineThatBecomesBusyMeanwhileButNotOfItsOwnWorkers) {
  const auto warnings = advise_on_machine(plan_of_concurrency(1), RunRecord{}, loaded_meanwhile(4.4));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "high_load");
  EXPECT_THAT(warnings[0].message, HasSubstr("load average 4.40 on 4 processors at its end, some 4.1 of it"));
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), RunRecord{}, loaded_meanwhile(2.5)), IsEmpty());
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(4), RunRecord{}, loaded_meanwhile(4.4)), IsEmpty());
  const RunRecord busy = record_of({iteration_of({{&RunFigures::user_cpu_sec, 300}})});
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), busy, loaded_meanwhile(4.4)), IsEmpty());
  Environment brief = loaded_meanwhile(4.4);
  brief.during.elapsed_ms = 5'000;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), RunRecord{}, brief), IsEmpty());
}

TEST(AdviseOnMachine, ThrottlingByTheControlGroupExplainsWhyWorkersWaited) {
  Environment environment = machine_of(4);
  environment.cgroup.cpus = 1.5;
  environment.during.cgroup_periods = 40;
  environment.during.cgroup_throttled_periods = 12;
  environment.during.cgroup_throttled_ms = 320.25;
  const auto warnings = advise_on_machine(plan_of_concurrency(1), waiting(20, 100), environment);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "cgroup_throttled");
  EXPECT_EQ(
      warnings[0].message,
      "the control group's CPU limit of 1.5 processors held the run back in 12 of 40 periods, for 320.2 ms in all");
  environment.during.cgroup_throttled_periods = 0;
  EXPECT_EQ(advise_on_machine(plan_of_concurrency(1), waiting(20, 100), environment)[0].code, "waited_for_processor");
}

TEST(AdviseOnMachine, SaysNothingOfWhatCouldNotBeRead) {
  Environment unknown;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(64), RunRecord{}, unknown), IsEmpty());
  unknown.load_average_1m = 64;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(64), RunRecord{}, unknown), IsEmpty());
}

}  // namespace
}  // namespace perfbench
