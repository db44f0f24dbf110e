#include <gmock/gmock.h>

#include "analysis/advise_parts.h"

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
  const auto warnings = advise_on_machine(plan_of_concurrency(8), machine_of(2));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "oversubscribed");
  EXPECT_THAT(warnings[0].message, HasSubstr("8 workers at a time share 2 processors"));
  EXPECT_THAT(warnings[0].advice, HasSubstr("--concurrency 2"));
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(2), machine_of(2)), IsEmpty());
}

TEST(AdviseOnMachine, CountsOnlyTheProcessorsThatTheWorkersMayRunOn) {
  Plan plan = plan_of_concurrency(2);
  plan.worker.cpu_affinity = {3};
  const auto warnings = advise_on_machine(plan, machine_of(8));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "oversubscribed");
  EXPECT_THAT(warnings[0].message, HasSubstr("1 processor:"));
}

TEST(AdviseOnMachine, WarnsOfABusyMachineByItsSize) {
  Environment environment = machine_of(4);
  environment.load_average_1m = 2.5;
  const auto warnings = advise_on_machine(plan_of_concurrency(1), environment);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "high_load");
  EXPECT_THAT(warnings[0].message, HasSubstr("load average 2.50 on 4 processors"));
  environment.cpu_count = 8;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(1), environment), IsEmpty());
}

TEST(AdviseOnMachine, WarnsOfThePowersaveGovernorOnly) {
  Environment environment;
  environment.cpu_governor = "powersave";
  const auto warnings = advise_on_machine(Plan{}, environment);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "powersave_governor");
  environment.cpu_governor = "schedutil";
  EXPECT_THAT(advise_on_machine(Plan{}, environment), IsEmpty());
}

TEST(AdviseOnMachine, SaysNothingOfWhatCouldNotBeRead) {
  Environment unknown;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(64), unknown), IsEmpty());
  unknown.load_average_1m = 64;
  EXPECT_THAT(advise_on_machine(plan_of_concurrency(64), unknown), IsEmpty());
}

}  // namespace
}  // namespace perfbench
