#include "reporters/run_text.h"

#include <fmt/format.h>

#include "model/counted.h"
#include "model/emulation.h"
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
