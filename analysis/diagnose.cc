#include "analysis/diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "analysis/diagnosis_parts.h"
#include "analysis/hotspot_change.h"
#include "analysis/hotspots.h"
#include "model/human_number.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostFunctions = 5;

std::string ms_text(double ms) { return human_number(ms, decimals_for(ms)) + " ms"; }

std::string signed_ms(double ms) { return (ms < 0 ? "-" : "+") + ms_text(std::abs(ms)); }

std::string_view whole_of(const StackProfile& profile) {
  return profile.losses.without_kernel ? "the CPU time outside of the kernel" : "all CPU time";
}

std::string change_text(const HotspotChange& change, const StackProfile& profile) {
  const TimeChange& time = change.spread ? change.total : change.own;
  std::string text =
      fmt::format("{}{}: {} -> {} a run ({})", to_string(change.frame), change.spread ? " and what it calls" : "",
                  ms_text(time.before_ms), ms_text(time.now_ms), signed_ms(time.change_ms()));
  if (!change.spread) {
    text +=
        fmt::format(", {:.0f} % -> {:.0f} % of {}", change.share_before_pct, change.share_now_pct, whole_of(profile));
  }
  if (change.leaf)
    text += fmt::format("; {} of it in {}", signed_ms(change.leaf->time.change_ms()), to_string(change.leaf->frame));
  if (change.caller) text += fmt::format("; called by {}", to_string(change.caller->frame));
  return text;
}

void add_changed_functions(Diagnosis& diagnosis, const StackProfile& before, const StackProfile& now) {
  const HotspotChanges changes = compare_hotspots(before, now);
  std::size_t told = 0;
  for (const HotspotChange& change : changes.changes) {
    const TimeChange& time = change.spread ? change.total : change.own;
    if (time.change_ms() <= 0 || told == kMostFunctions) break;
    diagnosis.findings.push_back({Cause::function, change_text(change, now)});
    ++told;
  }
  if (told == 0) {
    diagnosis.gaps.emplace_back("no function takes longer by more than the noise of sampling");
  }
}

void add_hottest_functions(Diagnosis& diagnosis, const StackProfile& now) {
  constexpr std::size_t kMostHottest = 3;
  constexpr double kHotPct = 5;
  for (const Hotspot& hotspot : find_hotspots(now, kMostHottest)) {
    if (hotspot.share_pct.value_or(0) < kHotPct) break;
    diagnosis.findings.push_back(
        {Cause::function,
         fmt::format("{} takes {} a run, {:.0f} % of {}", to_string(StackFrame{hotspot.frame, hotspot.module}),
                     ms_text(hotspot.weight_ms), hotspot.share_pct.value_or(0), whole_of(now))});
  }
}

// Empty: they are.
std::string why_not_comparable(const StackProfile& before, const StackProfile& now) {
  if (before.losses.without_kernel != now.losses.without_kernel) {
    return "perf might record the kernel in one of the two runs only";
  }
  if (before.losses.cut_runs > 0 || now.losses.cut_runs > 0) {
    return "the recording ended before a run did (--xctrace-time-limit-sec)";
  }
  const long long unseen = std::max(before.losses.unseen_pct, now.losses.unseen_pct);
  if (unseen == 0) return "";
  return fmt::format("{} % of the CPU time was in processes and threads too short for a sample", unseen);
}

void add_functions(Diagnosis& diagnosis, const std::optional<StackProfile>& now, const std::optional<GoodRun>& good) {
  if (!now) return;
  const std::string hindrance = good && good->profile ? why_not_comparable(*good->profile, *now) : "";
  if (good && good->profile && hindrance.empty()) {
    add_changed_functions(diagnosis, *good->profile, *now);
  } else if (now->losses.unseen_pct == 0) {
    add_hottest_functions(diagnosis, *now);
  }
  if (!hindrance.empty()) diagnosis.gaps.push_back("functions cannot be compared: " + hindrance);
  if (good && !good->profile) diagnosis.gaps.emplace_back("functions cannot be compared: no good run was profiled");
  if (now->losses.without_kernel) diagnosis.gaps.push_back(fmt::format("the profile is {}", kWithoutKernelNote));
}

void add_resources(Diagnosis& diagnosis, const Summary& now, const std::optional<GoodRun>& good) {
  if (good) {
    add_changed_phases(diagnosis, good->summary, now);
    add_changed_resources(diagnosis, good->summary, now);
  } else {
    add_present_resources(diagnosis, now);
    diagnosis.gaps.emplace_back(
        "there is no good run of this command with these settings on this machine to compare with");
  }
}

}  // namespace

bool breaks_a_rule_on_time(const Judgement& judgement) {
  return std::ranges::any_of(
      judgement.checks, [](const Check& check) { return check.status == CheckStatus::fail && is_on_time(check.rule); });
}

Diagnosis diagnose(const Summary& now, const std::optional<StackProfile>& profile, const std::optional<GoodRun>& good) {
  Diagnosis diagnosis;
  if (good) {
    diagnosis.compared_with = good->run_dir;
    diagnosis.good_commit = good->git_commit;
  }
  const bool functions_come_last = is_mostly_waiting(good ? &good->summary : nullptr, now);
  if (!functions_come_last) add_functions(diagnosis, profile, good);
  add_resources(diagnosis, now, good);
  if (functions_come_last) add_functions(diagnosis, profile, good);
  return diagnosis;
}

}  // namespace perfbench
