#include <gmock/gmock.h>

#include "analysis/advise_parts.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> activity_codes(const Environment& environment) {
  std::vector<std::string> codes;
  for (const Warning& warning : advise_on_activity(environment)) {
    codes.push_back(warning.code);
    EXPECT_FALSE(warning.message.empty() || warning.advice.empty()) << warning.code;
  }
  return codes;
}

TEST(AdviseOnActivity, GovernorsThatFollowTheLoadAreNamed) {
  Environment environment;
  environment.cpu_governor = "powersave";
  EXPECT_THAT(activity_codes(environment), ElementsAre("powersave_governor"));
  environment.cpu_frequency_driver = "intel_pstate";
  EXPECT_THAT(activity_codes(environment), IsEmpty());
  environment.cpu_frequency_driver = "acpi-cpufreq";
  EXPECT_THAT(activity_codes(environment), ElementsAre("powersave_governor"));
  for (const char* governor : {"ondemand", "conservative", "schedutil"}) {
    environment.cpu_governor = governor;
    EXPECT_THAT(activity_codes(environment), ElementsAre("frequency_scaling"));
  }
  environment.cpu_governor = "performance";
  EXPECT_THAT(activity_codes(environment), IsEmpty());
}

TEST(AdviseOnActivity, StolenTimeIsNamedAboveTwoPercent) {
  Environment environment;
  environment.online_cpu_count = 2;
  environment.during.elapsed_ms = 10'000;
  environment.during.steal_pct = 2.5;
  ASSERT_THAT(activity_codes(environment), ElementsAre("stolen_time"));
  EXPECT_EQ(advise_on_activity(environment)[0].message, "the hypervisor gave 2.5 % of the processors' time to others");
  environment.during.steal_pct = 2;
  EXPECT_THAT(activity_codes(environment), IsEmpty());
  environment.during.steal_pct = 10;
  environment.during.elapsed_ms = 200;  // four ticks of 10 ms
  EXPECT_THAT(activity_codes(environment), IsEmpty());
}

TEST(AdviseOnActivity, HeatIsNamed) {
  Environment environment;
  environment.during.thermal_throttle_events = 0;
  EXPECT_THAT(activity_codes(environment), IsEmpty());
  environment.during.thermal_throttle_events = 3;
  EXPECT_THAT(activity_codes(environment), ElementsAre("thermal_throttling"));
}

TEST(AdviseOnActivity, SwappingExplainsThePressureOnMemory) {
  Environment environment;
  environment.during.elapsed_ms = 1000;
  environment.during.memory_pressure.some_ms = 9;
  EXPECT_THAT(activity_codes(environment), IsEmpty());
  environment.during.memory_pressure.some_ms = 100;
  ASSERT_THAT(activity_codes(environment), ElementsAre("memory_pressure"));
  EXPECT_EQ(advise_on_activity(environment)[0].message, "tasks waited for memory during 10 % of the run");
  environment.during.swapped_out_bytes = 4096;
  EXPECT_THAT(activity_codes(environment), ElementsAre("memory_pressure"));
  environment.during.swapped_in_bytes = 2 * 1024 * 1024;
  EXPECT_THAT(activity_codes(environment), ElementsAre("swapping"));
}

TEST(AdviseOnActivity, SaysNothingOfWhatCouldNotBeReadNorOfAddressesAndTurbo) {
  Environment environment;
  EXPECT_THAT(activity_codes(environment), IsEmpty());
  environment.aslr = "full";
  environment.turbo = true;
  EXPECT_THAT(activity_codes(environment), IsEmpty());
}

TEST(AdviseOnBuild, AnUnoptimisedTargetIsNamed) {
  Plan plan;
  EXPECT_THAT(advise_on_build(plan), IsEmpty());
  plan.worker.build_info = {{"target", "app"}, {"build_type", "Debug"}, {"flags", "-g"}, {"optimised", "yes"}};
  EXPECT_THAT(advise_on_build(plan), IsEmpty());
  plan.worker.build_info["optimised"] = "no";
  ASSERT_THAT(advise_on_build(plan), testing::SizeIs(1));
  EXPECT_EQ(advise_on_build(plan)[0].code, "unoptimised_target");
  EXPECT_EQ(advise_on_build(plan)[0].message,
            "the target 'app' is built without optimisation (build type 'Debug', flags '-g')");
}

}  // namespace
}  // namespace perfbench
