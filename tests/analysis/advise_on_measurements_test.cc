#include <gmock/gmock.h>

#include "analysis/advise_parts.h"
#include "analysis/summarise.h"
#include "records.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Warning> advised_of_measurements(const std::vector<std::string>& expressions) {
  Plan plan = plan_of({});
  plan.measurements = expressions;
  return advise_on_measurements(plan, summarise(record_of_latencies({1, 2}), plan));
}

TEST(AdviseOnMeasurements, AnExpressionThatChoosesNothingIsToldOf) {
  const auto warnings = advised_of_measurements({"latency_ms[.]p95", "^latency_ms.p97$", ""});
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].code, "no_such_measurement");
  EXPECT_THAT(warnings[0].message, HasSubstr("'^latency_ms.p97$'"));
}

TEST(AdviseOnMeasurements, WhatChoosesAFigureWithoutAValueIsRightAllTheSame) {
  EXPECT_THAT(advised_of_measurements({"^top_attach"}), IsEmpty());
}

}  // namespace
}  // namespace perfbench
