#include <fmt/format.h>

#include <optional>

#include "analysis/advise_parts.h"
#include "model/counted.h"
#include "model/human_number.h"

namespace perfbench {

namespace {

// With half of the processors busy, a worker often shares a core, its caches or its power budget with something else.
constexpr double kBusyLoadPerProcessor = 0.5;
// A worker always waits a little, when it is woken; below this it says nothing of the machine.
constexpr double kNotableWaitMs = 1;
constexpr double kNotableWaitShare = 0.1;

// Processors that the workers may run on.
std::optional<int> processors_of(const Plan& plan, const Environment& environment) {
  if (!plan.worker.cpu_affinity.empty()) return static_cast<int>(plan.worker.cpu_affinity.size());
  return environment.cpu_count;
}

// Of these drivers, "powersave" is the usual policy, under which the hardware raises the clock as it is needed.
bool scales_by_itself(std::string_view driver) { return driver == "intel_pstate" || driver == "amd-pstate-epp"; }

// Of the workers' time, how much they spent waiting for a processor.
struct Waiting {
  double mean_ms = 0;
  double share = 0;
};

std::optional<Waiting> waiting_of(const RunRecord& record) {
  double waited_ms = 0;
  double lived_ms = 0;
  int workers = 0;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      if (!worker.figures.run_queue_wait_ms || !worker.figures.duration_ms) continue;
      waited_ms += *worker.figures.run_queue_wait_ms;
      lived_ms += *worker.figures.duration_ms;
      ++workers;
    }
  }
  if (workers == 0 || lived_ms <= 0) return std::nullopt;
  return Waiting{.mean_ms = waited_ms / workers, .share = waited_ms / lived_ms};
}

std::string waited_text(const Waiting& waiting) {
  return fmt::format("a worker waited {} ms for one, {:.0f} % of its time", human_number(waiting.mean_ms, 1),
                     100 * waiting.share);
}

Warning oversubscribed(const Plan& plan, int processors, const std::optional<Waiting>& waiting) {
  return {
      .code = "oversubscribed",
      .message = fmt::format("{} workers at a time share {}: {}", plan.concurrency, counted(processors, "processor"),
                             waiting ? waited_text(*waiting) : "latency holds their waiting for one"),
      .advice = fmt::format("Give --concurrency {} or less, unless the contention is what you measure.", processors)};
}

}  // namespace

std::vector<Warning> advise_on_machine(const Plan& plan, const RunRecord& record, const Environment& environment) {
  std::vector<Warning> warnings;
  const auto processors = processors_of(plan, environment);
  const auto waiting = waiting_of(record);
  if (processors && plan.concurrency > *processors) {
    warnings.push_back(oversubscribed(plan, *processors, waiting));
  } else if (waiting && waiting->mean_ms >= kNotableWaitMs && waiting->share >= kNotableWaitShare) {
    warnings.push_back({.code = "waited_for_processor",
                        .message = "other work kept the processors busy: " + waited_text(*waiting),
                        .advice = "Run again when nothing else does, and keep the test RUN_SERIAL."});
  }
  const auto load = environment.load_average_1m;
  const auto online = environment.online_cpu_count;
  if (load && online && *load > kBusyLoadPerProcessor * *online) {
    warnings.push_back({.code = "high_load",
                        .message = fmt::format("the machine was busy when the run began: load average {:.2f} on {}",
                                               *load, counted(*online, "processor")),
                        .advice = "Run again when nothing else does, and keep the test RUN_SERIAL."});
  }
  if (environment.cpu_governor == "powersave" && !scales_by_itself(environment.cpu_frequency_driver)) {
    warnings.push_back({.code = "powersave_governor",
                        .message = "the processors' frequency governor is powersave: short workers run at low clocks",
                        .advice = "Set it with: cpupower frequency-set -g performance"});
  }
  return warnings;
}

}  // namespace perfbench
