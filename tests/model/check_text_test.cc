#include "model/check_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace perfbench {
namespace {

Check latency_check(double figure, double limit = 250) {
  SlaRule rule;
  rule.path = parse_figure_path("latency_ms.p95").value();
  rule.limit = limit;
  rule.unit = Unit::milliseconds;
  return {.rule = rule,
          .status = CheckStatus::fail,
          .figure = figure,
          .margin_pct = (limit - figure) / limit * 100,
          .reason = ""};
}

TEST(CheckText, SaysFigureLimitAndMargin) {
  EXPECT_EQ(check_sentence(latency_check(312.5)), "latency_ms.p95 is 312.5 ms, limit <= 250 ms, margin -25.0 %");
}

TEST(CheckText, AFigureIsToldFromItsLimit) {
  EXPECT_EQ(figure_text(latency_check(250.0004)), "250.0004 ms");
  EXPECT_EQ(figure_text(latency_check(250)), "250 ms");
  EXPECT_EQ(figure_text(latency_check(5000000000.5, 5e9)), "5000000000.5 ms");
  EXPECT_EQ(figure_text(latency_check(std::numeric_limits<double>::max())), "1.798e+308 ms");
  EXPECT_EQ(margin_text(latency_check(250.0004)), "-0.00016 %");
}

TEST(CheckText, ALimitIsWrittenOutUnlessThatTakesAllTheRoom) {
  const std::pair<double, const char*> cases[] = {{200000, "<= 200000 ms"}, {-1e6, "<= -1000000 ms"},
                                                  {0, "<= 0 ms"},           {1e-6, "<= 1e-06 ms"},
                                                  {0.25, "<= 0.25 ms"},     {1e300, "<= 1e+300 ms"}};
  for (const auto& [limit, text] : cases) EXPECT_EQ(limit_text(latency_check(1, limit)), text);
}

TEST(CheckText, AnAbsentFigureIsTheStatusWithItsReason) {
  Check check = latency_check(0);
  check.figure.reset();
  check.margin_pct.reset();
  check.status = CheckStatus::unavailable;
  check.reason = "telemetry was off";
  EXPECT_EQ(check_sentence(check), "latency_ms.p95 is unavailable, limit <= 250 ms (telemetry was off)");
  check.status = CheckStatus::not_sampled;
  check.reason = "too short";
  EXPECT_EQ(check_sentence(check), "latency_ms.p95 was not sampled, limit <= 250 ms (too short)");
}

TEST(CheckText, WhatIsNotFiniteIsNoNumber) {
  Check check = latency_check(std::numeric_limits<double>::quiet_NaN());
  check.margin_pct = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(figure_text(check), "not a number");
  EXPECT_EQ(margin_text(check), "");
}

TEST(CheckText, ARuleIsShownAsWritten) {
  SlaRule rule = latency_check(1).rule;
  EXPECT_EQ(rule_text(rule), "latency_ms.p95 <= 250 ms");
  rule.text = "latency_ms.p95 <=\n  0.25s";
  EXPECT_EQ(rule_text(rule), "latency_ms.p95 <= 0.25s");
}

TEST(CheckText, AFigureThatIsNotGatedIsShownWithItsLimit) {
  Check check = latency_check(300);
  check.margin_pct.reset();
  check.status = CheckStatus::not_gated;
  check.reason = "emulated";
  EXPECT_EQ(check_sentence(check), "latency_ms.p95 is 300 ms, limit <= 250 ms, not gated (emulated)");
  check.figure.reset();
  EXPECT_EQ(check_sentence(check), "latency_ms.p95 is not gated, limit <= 250 ms (emulated)");
}

}  // namespace
}  // namespace perfbench
