#include <fmt/format.h>

#include <optional>

#include "analysis/advise_parts.h"
#include "model/counted.h"

namespace perfbench {

namespace {

// With half of the processors busy, a worker often shares a core, its caches or its power budget with something else.
constexpr double kBusyLoadPerProcessor = 0.5;

// Processors that the workers may run on.
std::optional<int> processors_of(const Plan& plan, const Environment& environment) {
  if (!plan.worker.cpu_affinity.empty()) return static_cast<int>(plan.worker.cpu_affinity.size());
  return environment.cpu_count;
}

}  // namespace

std::vector<Warning> advise_on_machine(const Plan& plan, const Environment& environment) {
  std::vector<Warning> warnings;
  const auto processors = processors_of(plan, environment);
  if (processors && plan.concurrency > *processors) {
    warnings.push_back({.code = "oversubscribed",
                        .message = fmt::format("{} workers at a time share {}: latency holds their waiting for one",
                                               plan.concurrency, counted(*processors, "processor")),
                        .advice = fmt::format(
                            "Give --concurrency {} or less, unless the contention is what you measure.", *processors)});
  }
  const auto load = environment.load_average_1m;
  if (load && environment.cpu_count && *load > kBusyLoadPerProcessor * *environment.cpu_count) {
    warnings.push_back({.code = "high_load",
                        .message = fmt::format("the machine was busy when the run began: load average {:.2f} on {}",
                                               *load, counted(*environment.cpu_count, "processor")),
                        .advice = "Run again when nothing else does, and keep the test RUN_SERIAL."});
  }
  if (environment.cpu_governor == "powersave") {
    warnings.push_back({.code = "powersave_governor",
                        .message = "the processors' frequency governor is powersave: short workers run at low clocks",
                        .advice = "Set it with: cpupower frequency-set -g performance"});
  }
  return warnings;
}

}  // namespace perfbench
