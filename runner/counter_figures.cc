#include "runner/counter_figures.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "runner/launcher/protocol.h"

namespace perfbench {

namespace {

struct CounterFigure {
  std::string_view object;
  Measured RunFigures::*figure;
  double scale;
};

// In the order of launcher::Counted.
constexpr std::array<CounterFigure, launcher::kCounterCount> kCounterFigures = {{
    {"counters.instructions", &RunFigures::counted_instructions, 1},
    {"counters.cycles", &RunFigures::counted_cycles, 1},
    {"counters.cache_misses", &RunFigures::counted_cache_misses, 1},
    {"counters.branch_misses", &RunFigures::counted_branch_misses, 1},
    {"counters.page_faults", &RunFigures::counted_page_faults, 1},
    {"counters.task_clock_ms", &RunFigures::counted_task_clock_ms, 1e-6},
    {"counters.context_switches", &RunFigures::counted_context_switches, 1},
    {"counters.cpu_migrations", &RunFigures::counted_cpu_migrations, 1},
}};

// Absent where it was asked for and never ran.
Measured scaled_value(const WorkerCounter& counter) {
  if (!counter.value) return std::nullopt;
  const auto value = static_cast<double>(*counter.value);
  if (counter.running_ns == counter.enabled_ns) return value;
  if (counter.running_ns == 0) return std::nullopt;
  return value * static_cast<double>(counter.enabled_ns) / static_cast<double>(counter.running_ns);
}

std::string why_absent(const WorkerCounter& counter) {
  if (counter.cut_short) {
    return "the kernel stopped counting when a program was executed that may not be read, or has another user's rights";
  }
  switch (counter.error_number) {
    case 0:
      return "other counters took the processor's all the time";
    case ENOENT:
    case EOPNOTSUPP:
      return "this processor, or virtual machine, has no such counter";
    case EACCES:
    case EPERM:
      return "not permitted: set kernel.perf_event_paranoid to 1, or run with CAP_PERFMON, if no seccomp filter "
             "refuses it";
    case ENOSYS:
      return "the kernel has no perf_event_open, or a seccomp filter hides it";
    default:
      return std::string("perf_event_open: ") + std::strerror(counter.error_number);
  }
}

}  // namespace

void mark_cut_short(std::vector<WorkerCounter>& counters, std::chrono::nanoseconds cpu) {
  constexpr double kMostOfIt = 0.9;
  constexpr std::chrono::nanoseconds kNotable = std::chrono::milliseconds(10);
  if (counters.size() <= launcher::kTaskClock) return;
  const Measured counted = scaled_value(counters[launcher::kTaskClock]);
  const auto had = static_cast<double>(cpu.count());
  if (!counted || *counted >= kMostOfIt * had || had - *counted <= static_cast<double>(kNotable.count())) return;
  for (WorkerCounter& counter : counters) {
    if (!counter.value) continue;
    counter.value.reset();
    counter.cut_short = true;
  }
}

void put_counters(RunFigures& figures, const std::vector<WorkerCounter>& counters) {
  for (std::size_t i = 0; i < counters.size(); ++i) {
    const CounterFigure& known = kCounterFigures.at(i);
    const Measured value = scaled_value(counters[i]);
    if (value) figures.*known.figure = *value * known.scale;
  }
}

CounterNotes counter_notes(const std::vector<WorkerCounter>& counters) {
  CounterNotes notes;
  for (std::size_t i = 0; i < counters.size(); ++i) {
    const WorkerCounter& counter = counters[i];
    const std::string object(kCounterFigures.at(i).object);
    if (!scaled_value(counter)) {
      notes.absent.emplace(object, why_absent(counter));
      continue;
    }
    std::string source = "perf_event_open, from the exec on, with descendants";
    if (counter.user_only && i != launcher::kTaskClock) source += "; without the kernel's share";
    if (counter.running_ns < counter.enabled_ns) {
      source += fmt::format("; multiplexed, scaled up from {:.0f} % of the time",
                            100.0 * static_cast<double>(counter.running_ns) / static_cast<double>(counter.enabled_ns));
    }
    notes.sources.emplace(object, source);
  }
  return notes;
}

}  // namespace perfbench
