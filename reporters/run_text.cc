#include "reporters/run_text.h"

#include <fmt/format.h>

#include <csignal>

#include "reporters/human_number.h"

namespace perfbench {

std::string workload_text(const Plan& plan, std::string_view times) {
  std::string text = counted(plan.iterations, "iteration");
  if (plan.concurrency > 1) text += fmt::format(" {} {}", times, counted(plan.concurrency, "worker"));
  if (plan.warmup > 0) text += ", " + counted(plan.warmup, "warm-up");
  if (!plan.profile.empty()) text += ", profile " + plan.profile;
  if (!plan.phase.empty() && plan.phase != Plan{}.phase) text += ", phase " + plan.phase;
  return text;
}

std::string ending_text(const RunResult& result) {
  const RunRecord& record = result.record;
  if (record.ending == Ending::complete) return "";
  std::string text = "cut short by the deadline";
  if (record.ending == Ending::interrupted) {
    text = record.ending_signal == SIGTERM ? "interrupted by SIGTERM" : "interrupted by SIGINT";
  }
  text += record.iterations.empty()
              ? " before the first iteration was complete"
              : fmt::format(" after {} of {}", record.iterations.size(), counted(result.plan.iterations, "iteration"));
  if (record.aborted_workers > 0) text += ", " + counted(record.aborted_workers, "worker") + " aborted";
  return text;
}

std::string verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "PASS";
    case Verdict::fail:
      return "FAIL";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
    case Verdict::error:
      break;
  }
  return "ERROR";
}

}  // namespace perfbench
