#include "analysis/advise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/advise_parts.h"

namespace perfbench {

std::vector<Warning> advise(const Plan& plan, const RunRecord& record, const Summary& summary,
                            const Environment& environment) {
  std::vector<Warning> warnings = advise_on_emulation(plan);
  for (const auto& more :
       {advise_on_workers(plan, record), advise_on_build(plan), advise_on_machine(plan, record, environment),
        advise_on_activity(environment), advise_on_noise(plan, record), advise_on_rules(plan, record, summary),
        advise_on_measurements(plan, summary), advise_on_probes(plan, record)}) {
    warnings.insert(warnings.end(), more.begin(), more.end());
  }
  return warnings;
}

std::string listed_iterations(const std::vector<int>& iterations) {
  constexpr std::size_t kMostListed = 8;
  const std::size_t shown = std::min(iterations.size(), kMostListed);
  const std::string list =
      fmt::format("{}", fmt::join(iterations.begin(), iterations.begin() + static_cast<int>(shown), ", "));
  const std::string more = iterations.size() > shown ? fmt::format(" and {} more", iterations.size() - shown) : "";
  return fmt::format("iteration{} {}{}", iterations.size() == 1 ? "" : "s", list, more);
}

}  // namespace perfbench
