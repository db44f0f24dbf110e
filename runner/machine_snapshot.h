// The machine before a run and after it, and what happened in between: cheap enough to be read next to a measurement.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/environment.h"
#include "runner/cgroup.h"
#include "runner/system_files.h"

namespace perfbench {

// Counters since the machine was started, absent where there is none.
struct MachineCounters {
  std::optional<std::int64_t> cpu_ticks;  // of all processors, idle or not
  std::optional<std::int64_t> steal_ticks;
  CgroupThrottling throttling;
  std::optional<std::int64_t> thermal_events;
  std::optional<std::int64_t> pages_swapped_in;
  std::optional<std::int64_t> pages_swapped_out;
  PressureStall cpu_pressure;
  PressureStall memory_pressure;
  PressureStall io_pressure;
};

struct MachineSnapshot {
  std::chrono::steady_clock::time_point at;
  MachineMoment moment;
  MachineCounters counters;
};

MachineSnapshot snapshot_machine(const SystemFiles& files = SystemFiles());

// Sets `before`, `after` and `during`, with reasons for what is missing of them. A counter that went back, as one of a
// cgroup that was made anew does, tells nothing.
void note_run(Environment& machine, const MachineSnapshot& before, const MachineSnapshot& after);

}  // namespace perfbench
