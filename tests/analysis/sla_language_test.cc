#include "analysis/sla_language.h"

#include <gmock/gmock.h>

#include "model/figure_catalogue.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

SlaRule parsed(const std::string& text) {
  const auto rule = parse_sla_rule(text);
  EXPECT_TRUE(rule) << text << ": " << (rule ? "" : to_string(rule.error()));
  return rule ? *rule : SlaRule{};
}

Error refused(const std::string& text) {
  const auto rule = parse_sla_rule(text);
  EXPECT_FALSE(rule) << text;
  if (rule) return {};
  EXPECT_EQ(rule.error().kind, ErrorKind::plan) << text;
  return rule.error();
}

TEST(SlaLanguage, ReadsFigureComparisonAndLimit) {
  const SlaRule rule = parsed("latency_ms.p95 <= 250ms");
  EXPECT_EQ(to_string(rule.path), "latency_ms.p95");
  EXPECT_EQ(rule.comparison, Comparison::less_equal);
  EXPECT_EQ(rule.limit, 250);
  EXPECT_EQ(rule.unit, Unit::milliseconds);
  EXPECT_EQ(rule.probe, Probe::always);
  EXPECT_EQ(rule.origin, RuleOrigin::user);
  EXPECT_EQ(rule.text, "latency_ms.p95 <= 250ms");
}

TEST(SlaLanguage, RemembersWhoAsked) {
  const auto rule = parse_sla_rule("top_attach.sample_count.mean >= 1", RuleOrigin::profile, "cold");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->origin, RuleOrigin::profile);
  EXPECT_EQ(rule->origin_name, "cold");
  EXPECT_EQ(rule->probe, Probe::attach_sampling);
}

TEST(SlaLanguage, KnowsAllComparisons) {
  EXPECT_EQ(parsed("failed_runs_total <= 1").comparison, Comparison::less_equal);
  EXPECT_EQ(parsed("failed_runs_total < 1").comparison, Comparison::less);
  EXPECT_EQ(parsed("failed_runs_total >= 1").comparison, Comparison::greater_equal);
  EXPECT_EQ(parsed("failed_runs_total > 1").comparison, Comparison::greater);
  EXPECT_EQ(parsed("failed_runs_total == 1").comparison, Comparison::equal);
  EXPECT_EQ(parsed("failed_runs_total != 1").comparison, Comparison::not_equal);
}

TEST(SlaLanguage, NeedsNoSpaceAndMindsNone) {
  for (const std::string text :
       {"latency_ms.p95<=250ms", "  latency_ms.p95 \t<= 250 ms\n", "latency_ms.p95 <=250", "latency_ms.p95<= 0.25 s"}) {
    const SlaRule rule = parsed(text);
    EXPECT_EQ(to_string(rule.path), "latency_ms.p95") << text;
    EXPECT_EQ(rule.limit, 250) << text;
  }
}

TEST(SlaLanguage, ConvertsToTheUnitOfTheFigure) {
  EXPECT_EQ(parsed("latency_ms.p95 <= 1.5s").limit, 1500);
  EXPECT_EQ(parsed("latency_ms.p95 <= 2300us").limit, 2.3);
  EXPECT_EQ(parsed("latency_ms.p95 <= 2300000ns").limit, 2.3);
  EXPECT_EQ(parsed("user_cpu_sec.mean <= 70ms").limit, 0.07);
  EXPECT_EQ(parsed("user_cpu_sec.mean <= 70000000ns").limit, 0.07);
  EXPECT_EQ(parsed("max_rss_mb.max <= 2GB").limit, 2048);
  EXPECT_EQ(parsed("max_rss_mb.max <= 512 KB").limit, 0.5);
  EXPECT_EQ(parsed("max_rss_kb.max <= 64MB").limit, 65536);
  EXPECT_EQ(parsed("max_rss_kb.max <= 512B").limit, 0.5);
  EXPECT_EQ(parsed("cpu_pct.mean <= 120%").limit, 120);
  EXPECT_EQ(parsed("throughput_runs_per_sec.mean >= 8 runs/s").limit, 8);
}

TEST(SlaLanguage, ReadsAnyPlainDecimal) {
  EXPECT_EQ(parsed("latency_ms.p95 <= 1e3").limit, 1000);
  EXPECT_EQ(parsed("latency_ms.p95 <= 2.5e-1s").limit, 250);
  EXPECT_EQ(parsed("resource_budget.time_budget_ms.unaccounted_time_mean_ms >= -5ms").limit, -5);
}

TEST(SlaLanguage, NamesInBracketsMayHoldComparisons) {
  const SlaRule rule = parsed(R"(queue_cancel_metrics["a <= \"b\" == c"] >= 1)");
  EXPECT_EQ(rule.path.segments, (std::vector<std::string>{"queue_cancel_metrics", R"(a <= "b" == c)"}));
  EXPECT_EQ(rule.comparison, Comparison::greater_equal);
  EXPECT_EQ(rule.unit, Unit::count);
  EXPECT_EQ(parsed(R"(queue_cancel_metrics["5\" > 4"] >= 1)").path.segments.back(), R"(5" > 4)");
}

TEST(SlaLanguage, EveryFigureCanBeLimited) {
  for (const FigureSpec& known : figure_catalogue()) {
    const std::string name = to_string(known.path);
    EXPECT_EQ(parsed(name + " <= 1" + std::string(symbol(known.unit))).limit, 1) << name;
  }
}

TEST(SlaLanguage, ErrorsNameTheRule) {
  EXPECT_EQ(refused(" latency_ms.p95 <= fast ").where, "rule 'latency_ms.p95 <= fast'");
  const auto of_profile = parse_sla_rule("latency_ms.p95 <= fast", RuleOrigin::profile, "cold");
  ASSERT_FALSE(of_profile);
  EXPECT_EQ(of_profile.error().where, "profile 'cold', rule 'latency_ms.p95 <= fast'");
}

TEST(SlaLanguage, ARuleHasThreeParts) {
  EXPECT_EQ(refused("").what, "the rule is empty");
  EXPECT_EQ(refused(" \t ").what, "the rule is empty");
  EXPECT_EQ(refused("latency_ms.p95").what, "there is no comparison in it");
  EXPECT_EQ(refused("latency_ms.p95 250ms").what, "there is no comparison in it");
  EXPECT_EQ(refused("<= 250ms").what, "there is no figure before the comparison");
  EXPECT_EQ(refused("latency_ms.p95 <=").what, "there is no limit after the comparison");
  EXPECT_THAT(refused("latency_ms.p95").advice, HasSubstr("latency_ms.p95 <= 250ms"));
}

TEST(SlaLanguage, UnknownComparisonsAreNamed) {
  for (const std::string comparison : {"=", "=<", "=>", "<>", "===", "!", "<<"}) {
    const Error error = refused("latency_ms.p95 " + comparison + " 5");
    EXPECT_EQ(error.what, "'" + comparison + "' is no comparison");
    EXPECT_THAT(error.advice, HasSubstr("<= < >= > == and !="));
  }
}

TEST(SlaLanguage, UnknownFiguresSuggestTheNearest) {
  const Error error = refused("latency_ms.p96 <= 5");
  EXPECT_EQ(error.what, "there is no figure latency_ms.p96");
  EXPECT_THAT(error.advice, HasSubstr("latency_ms.p95"));
}

TEST(SlaLanguage, AnObjectSuggestsItsFigures) {
  const Error latency = refused("latency_ms <= 5");
  EXPECT_EQ(latency.what, "latency_ms is no figure but holds several");
  EXPECT_THAT(latency.advice,
              HasSubstr("latency_ms.mean, latency_ms.p50, latency_ms.p95, latency_ms.p99, latency_ms.min"));
  const Error steps = refused("worker_step_timings_ms <= 5");
  EXPECT_THAT(steps.advice, HasSubstr("worker_step_timings_ms.build_cmd.mean"));
  EXPECT_THAT(steps.advice, HasSubstr("..."));
  EXPECT_THAT(refused("queue_cancel_metrics >= 1").advice, HasSubstr(R"(queue_cancel_metrics["a.name"])"));
}

TEST(SlaLanguage, BrokenNamesTellTheColumn) {
  EXPECT_THAT(refused("latency_ms..p95 <= 5").what, HasSubstr("column 12"));
  EXPECT_THAT(refused(R"(queue_cancel_metrics["x >= 1)").what, HasSubstr("there is no comparison"));
}

TEST(SlaLanguage, LimitsThatAreNoFiniteNumberAreRefused) {
  for (const std::string limit : {"fast", "nan", "inf", "-inf", "+5", "ms", "--5"}) {
    EXPECT_THAT(refused("latency_ms.p95 <= " + limit).what, HasSubstr("does not begin with a number")) << limit;
  }
  EXPECT_THAT(refused("latency_ms.p95 <= 1e999").what, HasSubstr("out of range"));
  EXPECT_THAT(refused("latency_ms.p95 <= 1e308s").what, HasSubstr("out of range"));
}

TEST(SlaLanguage, WrongUnitsTellTheAllowedOnes) {
  const Error wrong = refused("latency_ms.p95 <= 5MB");
  EXPECT_EQ(wrong.what, "'MB' is no unit of latency_ms.p95");
  EXPECT_EQ(wrong.advice, "It may be given in s, ms, us, ns; a number alone is in ms.");
  EXPECT_EQ(refused("latency_ms.p95 <= 1 000 ms").what, "'000 ms' is no unit of latency_ms.p95");
  EXPECT_EQ(refused("latency_ms.p95 <= 0x10").what, "'x10' is no unit of latency_ms.p95");
  const Error count = refused("failed_runs_total <= 5ms");
  EXPECT_THAT(count.what, HasSubstr("failed_runs_total has no unit"));
  EXPECT_EQ(count.advice, "Write the number alone.");
}

}  // namespace
}  // namespace perfbench
