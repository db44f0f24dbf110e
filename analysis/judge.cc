#include "analysis/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/provenance.h"
#include "model/check_text.h"
#include "model/emulation.h"
#include "model/ending.h"

namespace perfbench {

namespace {

constexpr std::string_view kFailedRuns = "failed_runs_total";
constexpr std::string_view kFailedRunsOfBudget = "resource_budget.stability.failed_runs_total";

bool names_failed_runs(const SlaRule& rule) {
  const std::string name = to_string(rule.path);
  return name == kFailedRuns || name == kFailedRunsOfBudget;
}

SlaRule no_failed_runs() {
  return {.path = FigurePath{{std::string(kFailedRuns)}},
          .comparison = Comparison::equal,
          .limit = 0,
          .unit = Unit::count,
          .probe = Probe::outcome,
          .origin = RuleOrigin::builtin,
          .text = "failed_runs_total == 0",
          .origin_name = ""};
}

bool is_upper_bound(Comparison comparison) {
  return comparison == Comparison::less_equal || comparison == Comparison::less;
}

bool is_lower_bound(Comparison comparison) {
  return comparison == Comparison::greater_equal || comparison == Comparison::greater;
}

Measured margin_pct(const SlaRule& rule, double figure) {
  if (rule.limit == 0) return std::nullopt;
  const double limit_size = std::abs(rule.limit);
  if (is_upper_bound(rule.comparison)) return (rule.limit - figure) / limit_size * 100;
  if (is_lower_bound(rule.comparison)) return (figure - rule.limit) / limit_size * 100;
  return std::nullopt;
}

std::string describe_broken(const Check& broken) {
  const std::string name = figure_name(broken);
  if (!broken.figure) return fmt::format("{} is unavailable: {}", name, broken.reason);
  std::string text = fmt::format("{} = {}, limit {}", name, figure_text(broken), limit_text(broken));
  if (broken.margin_pct && *broken.margin_pct != 0) {
    const double beyond = std::abs(*broken.margin_pct);
    text += beyond < 10 ? fmt::format(" ({:.2g} %", beyond) : fmt::format(" ({:.0f} %", beyond);
    text += is_upper_bound(broken.rule.comparison) ? " over)" : " under)";
  }
  return text;
}

// The first broken check, and how many more; empty when none is.
std::string describe_all_broken(const std::vector<Check>& checks) {
  std::string text;
  int more = -1;
  for (const Check& check : checks) {
    if (!is_broken(check.status)) continue;
    if (++more == 0) text = describe_broken(check);
  }
  return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

Check check_unless_emulated(const SlaRule& rule, const WorkerPlan& worker, const Summary& summary) {
  Check result = check(rule, summary);
  if (is_gated(rule, worker)) return result;
  result.status = CheckStatus::not_gated;
  result.margin_pct.reset();
  result.reason = "emulated";
  return result;
}

std::vector<Check> check_all(const Plan& plan, const Summary& summary) {
  std::vector<Check> checks;
  if (std::ranges::none_of(plan.rules, names_failed_runs)) checks.push_back(check(no_failed_runs(), summary));
  for (const SlaRule& rule : plan.rules) checks.push_back(check_unless_emulated(rule, plan.worker, summary));
  return checks;
}

}  // namespace

Check check(const SlaRule& rule, const Summary& summary) {
  Check result{
      .rule = rule, .status = CheckStatus::pass, .figure = summary.value(rule.path), .margin_pct = {}, .reason = ""};
  if (!result.figure) {
    result.status = rule.origin == RuleOrigin::user ? CheckStatus::unavailable : CheckStatus::not_sampled;
    result.reason = absence_reason(summary, rule.path);
    return result;
  }
  result.margin_pct = margin_pct(rule, *result.figure);
  if (!holds(rule.comparison, *result.figure, rule.limit)) result.status = CheckStatus::fail;
  return result;
}

Judgement judge(const Plan& plan, const RunRecord& record, const Summary& summary) {
  const std::string ending = describe_ending(plan, record);
  if (record.iterations.empty()) {
    // A worker that outlasts the deadline is the worker's fault.
    return {.verdict = record.ending == Ending::deadline ? Verdict::fail : Verdict::error,
            .checks = {},
            .reason = ending.empty() ? "no iteration was completed" : ending};
  }
  Judgement judgement{.verdict = Verdict::pass, .checks = check_all(plan, summary), .reason = ""};
  const std::string broken = describe_all_broken(judgement.checks);
  judgement.reason = ending.empty() || broken.empty() ? ending + broken : ending + "; " + broken;
  if (record.ending == Ending::interrupted || record.ending == Ending::fault) {
    judgement.verdict = Verdict::error;
  } else if (!judgement.reason.empty()) {
    judgement.verdict = Verdict::fail;
  }
  return judgement;
}

}  // namespace perfbench
