#include "explanation.h"

#include <algorithm>

#include "analysis/diagnose.h"
#include "analysis/summarise.h"
#include "good_run.h"
#include "hotspot_capture.h"
#include "model/emulation.h"

namespace perfbench {

namespace {

void add_profile(RunResult& result, const Installation& installation, std::chrono::steady_clock::time_point began) {
  if (result.record.profile) return;
  HotspotCapture capture =
      capture_hotspots(result.plan, installation, result.record, began, result.run_dir / "traces", false);
  result.record.profile = std::move(capture.profile);
  if (!capture.why_none.empty()) result.record.absent.insert_or_assign("xctrace", std::move(capture.why_none));
  result.summary = summarise(result.record, result.plan);
}

bool has_rule_on_time(const Plan& plan) { return std::ranges::any_of(plan.rules, is_on_time); }

}  // namespace

void explain(RunResult& result, const Installation& installation, std::chrono::steady_clock::time_point began) {
  const RunRecord& record = result.record;
  if (!result.plan.probes.explain || is_emulated(result.plan.worker)) return;
  if (record.iterations.empty() || record.ending != Ending::complete) return;
  if (breaks_a_rule_on_time(result.judgement)) {
    add_profile(result, installation, began);
    std::optional<GoodRun> good = find_good_run(result);
    result.diagnosis = diagnose(result.summary, record.profile, good);
    if (good) result.good_profile = std::move(good->profile);
    if (record.profile) return;
    const auto why = record.absent.find("xctrace");
    if (why != record.absent.end()) result.diagnosis->gaps.push_back("no profile: " + why->second);
  } else if (result.judgement.verdict == Verdict::pass && has_rule_on_time(result.plan) &&
             !was_profiled_lately(result)) {
    add_profile(result, installation, began);
  }
}

}  // namespace perfbench
