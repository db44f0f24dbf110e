#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

// A shorter run hardly moves an average over a minute.
constexpr double kLongEnoughForLoadMs = 30'000;

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

constexpr const char* kRunWhenQuiet = "Run again when nothing else does, and keep the test RUN_SERIAL.";

void advise_on_processors(const Plan& plan, const RunRecord& record, const Environment& machine,
                          std::vector<Warning>& warnings) {
  const auto processors = processors_of(plan, machine);
  const auto waiting = waiting_of(record);
  if (processors && plan.concurrency > *processors) {
    warnings.push_back(oversubscribed(plan, *processors, waiting));
  } else if (plan.worker.limits.cpus) {
    // That limit makes them wait, as it was asked to.
  } else if (waiting && waiting->mean_ms >= kNotableWaitMs && waiting->share >= kNotableWaitShare) {
    warnings.push_back({.code = "waited_for_processor",
                        .message = "other work kept the processors busy: " + waited_text(*waiting),
                        .advice = kRunWhenQuiet});
  }
}

bool was_throttled(const MachineActivity& during) { return during.cgroup_throttled_periods.value_or(0) > 0; }

Warning cgroup_throttled(const Environment& machine) {
  const MachineActivity& during = machine.during;
  const std::string limit = machine.cgroup.cpus ? fmt::format(" of {:.3g} processors", *machine.cgroup.cpus) : "";
  const std::string of_all = during.cgroup_periods ? fmt::format(" of {}", *during.cgroup_periods) : "";
  const std::string time =
      during.cgroup_throttled_ms ? fmt::format(", for {} ms in all", human_number(*during.cgroup_throttled_ms, 1)) : "";
  return {.code = "cgroup_throttled",
          .message = fmt::format("the control group's CPU limit{} held the run back in {}{} periods{}", limit,
                                 *during.cgroup_throttled_periods, of_all, time),
          .advice = "Raise the limit (docker --cpus, CPUQuota=), or give fewer workers to it."};
}

// What the run's own workers, all in all, add to the load: as many as run at once, or the processors that they keep
// busy.
double own_load(const Plan& plan, const RunRecord& record, double elapsed_ms) {
  constexpr double kMsPerSecond = 1000;
  double cpu_sec = 0;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      cpu_sec += worker.figures.user_cpu_sec.value_or(0) + worker.figures.system_cpu_sec.value_or(0);
    }
  }
  return std::max<double>(plan.concurrency, cpu_sec * kMsPerSecond / elapsed_ms);
}

// The load that others brought while the run was under way: an average over a minute forgets by a factor of e in 60 s.
// Absent where it cannot be told from the workers' own, of which many threads may wait in a line.
std::optional<double> foreign_load(const Plan& plan, const RunRecord& record, const Environment& machine) {
  constexpr double kForgetsInMs = 60'000;
  const auto elapsed_ms = machine.during.elapsed_ms;
  const auto first = machine.before.load_average_1m;
  const auto last = machine.after.load_average_1m;
  if (!elapsed_ms || !first || !last || *elapsed_ms < kLongEnoughForLoadMs) return std::nullopt;
  const double own = own_load(plan, record, *elapsed_ms);
  if (own > kBusyLoadPerProcessor * *machine.online_cpu_count) return std::nullopt;
  const double kept = std::exp(-*elapsed_ms / kForgetsInMs);
  return (*last - *first * kept) / (1 - kept) - own;
}

void advise_on_load(const Plan& plan, const RunRecord& record, const Environment& machine,
                    std::vector<Warning>& warnings) {
  if (!machine.online_cpu_count) return;
  const double busy = kBusyLoadPerProcessor * *machine.online_cpu_count;
  const std::string processors = counted(*machine.online_cpu_count, "processor");
  if (machine.load_average_1m && *machine.load_average_1m > busy) {
    warnings.push_back({.code = "high_load",
                        .message = fmt::format("the machine was busy when the run began: load average {:.2f} on {}",
                                               *machine.load_average_1m, processors),
                        .advice = kRunWhenQuiet});
    return;
  }
  if (!warnings.empty()) return;  // that workers waited, or why, says more
  const auto foreign = foreign_load(plan, record, machine);
  if (!foreign || *foreign <= busy) return;
  warnings.push_back(
      {.code = "high_load",
       .message = fmt::format("the machine became busy while the run was under way: load average {:.2f} on "
                              "{} at its end, some {:.1f} of it not the run's own",
                              *machine.after.load_average_1m, processors, *foreign),
       .advice = kRunWhenQuiet});
}

}  // namespace

std::vector<Warning> advise_on_machine(const Plan& plan, const RunRecord& record, const Environment& environment) {
  std::vector<Warning> warnings;
  // A worker that is throttled waits for a processor, too.
  if (was_throttled(environment.during)) {
    warnings.push_back(cgroup_throttled(environment));
  } else {
    advise_on_processors(plan, record, environment, warnings);
  }
  advise_on_load(plan, record, environment, warnings);
  return warnings;
}

}  // namespace perfbench
