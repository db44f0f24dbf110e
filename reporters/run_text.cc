#include "reporters/run_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/counted.h"
#include "model/emulation.h"
#include "model/human_number.h"
#include "model/shell_word.h"

namespace perfbench {

std::string workload_text(const Plan& plan, std::string_view times) {
  std::string text = counted(plan.iterations, "iteration");
  if (plan.concurrency > 1) text += fmt::format(" {} {}", times, counted(plan.concurrency, "worker"));
  if (plan.warmup > 0) text += ", " + counted(plan.warmup, "warm-up");
  if (!plan.profile.empty()) text += ", profile " + plan.profile;
  if (!plan.phase.empty() && plan.phase != Plan{}.phase) text += ", phase " + plan.phase;
  if (is_emulated(plan.worker)) text += ", emulated by " + quote_words(plan.worker.emulator);
  return text;
}

std::string cold_warm_text(const Summary& summary) {
  constexpr double kNotablySlower = 1.1;
  const Measured first = summary.value("cold_warm.first_ms");
  const Measured rest = summary.value("cold_warm.rest_p50_ms");
  const bool failed = std::ranges::find(summary.failed_iterations, 1) != summary.failed_iterations.end();
  if (!first || !rest || failed || *first < kNotablySlower * *rest) return "";
  const int decimals = decimals_for(*first);
  return fmt::format("the first iteration took {} ms, the others {} ms (p50)", human_number(*first, decimals),
                     human_number(*rest, decimals));
}

std::string heap_text(const Summary& summary) {
  const Measured peak = summary.value("heap.peak_mb");
  const Measured leaked = summary.value("heap.leaked_mb");
  const Measured allocations = summary.value("heap.allocations");
  const Measured temporary = summary.value("heap.temporary_allocations");
  if (!peak || !leaked || !allocations || !temporary) return "";
  return fmt::format("heap: {} MB at its peak, {} MB leaked, {:.0f} allocations, {:.0f} of them temporary",
                     human_number(*peak, decimals_for(*peak)), human_number(*leaked, decimals_for(*leaked)),
                     *allocations, *temporary);
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
