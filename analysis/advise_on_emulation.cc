#include <fmt/format.h>

#include "analysis/advise_parts.h"
#include "model/emulation.h"
#include "model/shell_word.h"

namespace perfbench {

std::vector<Warning> advise_on_emulation(const Plan& plan) {
  if (!is_emulated(plan.worker)) return {};
  return {
      {.code = "emulated",
       .message = fmt::format("the workers ran under an emulator, {}: its own times, CPU, memory and descriptors are "
                              "in the figures, so no SLA on them was gated",
                              quote_words(plan.worker.emulator)),
       .advice =
           "Judge these on the machine that the program is built for; compare this run with emulated ones only."}};
}

}  // namespace perfbench
