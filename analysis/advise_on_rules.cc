#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "analysis/advise_parts.h"
#include "model/emulation.h"

namespace perfbench {

namespace {

// Of fewer values than 1 / (1 - q), one or two odd runs decide a percentile.
struct PercentileNeed {
  std::string_view statistic;
  long long samples;
};
constexpr std::array kNeeds = {PercentileNeed{"p95", 20}, PercentileNeed{"p99", 100}};

// Iterations that have the figure whose statistic `path` names; absent when it names none.
std::optional<long long> samples_of(const FigurePath& path, const RunRecord& record) {
  FigurePath object = path;
  object.segments.pop_back();
  const std::string name = to_string(object);
  const auto specs = run_figure_specs();
  const auto spec = std::ranges::find(specs, name, &RunFigureSpec::summary_path);
  if (spec == specs.end()) return std::nullopt;
  return std::ssize(record.iterations.values(spec->member));
}

void advise_on_percentile(const PercentileNeed& need, const Plan& plan, const RunRecord& record,
                          std::vector<Warning>& warnings) {
  std::set<std::string> figures;
  for (const SlaRule& rule : plan.rules) {
    if (rule.path.segments.back() != need.statistic || !is_gated(rule, plan.worker)) continue;
    const auto samples = samples_of(rule.path, record);
    if (!samples || *samples == 0 || *samples >= need.samples) continue;
    figures.insert(fmt::format("{} (of {})", to_string(rule.path), *samples));
  }
  if (figures.empty()) return;
  warnings.push_back({.code = "few_samples",
                      .message = fmt::format("a {} of fewer than {} values hangs on the slowest one or two: {}",
                                             need.statistic, need.samples, fmt::join(figures, ", ")),
                      .advice = fmt::format("Give --iterations {} or more, or limit p50 instead.", need.samples)});
}

// Sampling is always on and yet misses what a short worker does. Of probes that were off, the checks tell.
void advise_on_unsampled(const Plan& plan, const RunRecord& record, const Summary& summary,
                         std::vector<Warning>& warnings) {
  if (record.iterations.empty()) return;
  std::set<std::string> figures;
  for (const SlaRule& rule : plan.rules) {
    const bool limits_what_was_missed = rule.origin == RuleOrigin::profile && rule.probe == Probe::tree_sampling;
    if (limits_what_was_missed && is_gated(rule, plan.worker) && !summary.value(rule.path)) {
      figures.insert(to_string(rule.path));
    }
  }
  if (figures.empty()) return;
  warnings.push_back(
      {.code = "never_sampled",
       .message = fmt::format("no worker lived long enough for what the profile limits: {}", fmt::join(figures, ", ")),
       .advice = "Lower --probe-interval-ms (down to 1), or measure a longer worker."});
}

}  // namespace

std::vector<Warning> advise_on_rules(const Plan& plan, const RunRecord& record, const Summary& summary) {
  std::vector<Warning> warnings;
  for (const PercentileNeed& need : kNeeds) advise_on_percentile(need, plan, record, warnings);
  advise_on_unsampled(plan, record, summary, warnings);
  return warnings;
}

}  // namespace perfbench
