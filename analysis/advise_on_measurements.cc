#include <algorithm>

#include "analysis/advise_parts.h"
#include "model/name_choice.h"

namespace perfbench {

std::vector<Warning> advise_on_measurements(const Plan& plan, const Summary& summary) {
  std::vector<Warning> warnings;
  for (const std::string& expression : plan.measurements) {
    const auto choice = choose_names({expression});
    if (!choice || !*choice) continue;
    const auto chosen = [&](const Figure& figure) { return (*choice)(to_string(figure.path)); };
    if (std::ranges::any_of(summary.figures, chosen)) continue;
    warnings.push_back({.code = "no_such_measurement",
                        .message = "no figure has a name that matches the measurement '" + expression + "'",
                        .advice = "The names are the paths under \"summary\" in summary.json, as latency_ms.p95."});
  }
  return warnings;
}

}  // namespace perfbench
