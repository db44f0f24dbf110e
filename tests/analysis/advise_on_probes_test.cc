#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/advise_parts.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(AdviseOnProbes, WhatWasAskedForAndNotMeasuredIsToldWithItsReason) {
  RunRecord record;
  record.absent = {{"counters.cycles", "no such counter"},
                   {"counters.instructions", "no such counter"},
                   {"heap", "there is no heaptrack in PATH"}};
  const auto warnings = advise_on_probes(plan_of({}), record);
  ASSERT_THAT(warnings, SizeIs(2));
  EXPECT_EQ(warnings[0].code, "not_measured");
  EXPECT_EQ(warnings[0].message, "not measured: counters.cycles, counters.instructions (no such counter)");
  EXPECT_THAT(warnings[1].message, HasSubstr("heap (there is no heaptrack in PATH)"));
}

TEST(AdviseOnProbes, AProfileThatOnlyTheDiagnosisWantedIsNoWarning) {
  RunRecord record;
  record.absent = {{"xctrace", "there is no perf in PATH"}};
  Plan plan = plan_of({});
  plan.probes.explain = true;
  EXPECT_THAT(advise_on_probes(plan, record), IsEmpty());
  plan.probes.hotspots = true;
  EXPECT_THAT(advise_on_probes(plan, record), SizeIs(1));
}

TEST(AdviseOnProbes, ControlGroupsThatCannotBeHadAreToldWhereTheyAreWanted) {
  RunRecord record;
  record.absent = {{"cgroup_memory_peak_mb", "no control group can be made"},
                   {"scheduling.cpu_pressure_ms", "no control group can be made"},
                   {"cgroup.throttled_ms", "--cpu-max was not given"}};
  Plan plan = plan_of({});
  EXPECT_THAT(advise_on_probes(plan, record), IsEmpty());
  plan.probes.cgroup = CgroupMode::full;
  const auto warnings = advise_on_probes(plan, record);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].message,
            "not measured: cgroup_memory_peak_mb, scheduling.cpu_pressure_ms (no control group can be made)");
}

TEST(AdviseOnProbes, SamplesThatTheFileLacksAreTold) {
  RunRecord record;
  record.tree_samples_lost = 3;
  const auto warnings = advise_on_probes(plan_of({}), record);
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "lost_samples");
  EXPECT_THAT(warnings[0].message, HasSubstr("3 samples"));
}

}  // namespace
}  // namespace perfbench
