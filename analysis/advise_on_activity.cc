#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "analysis/advise_parts.h"
#include "model/counted.h"

namespace perfbench {

namespace {

// The hypervisor gave so much of the processors' time to others, and it was more than a few ticks of its accounting.
constexpr double kNotableStealPct = 2;
constexpr double kNotableStolenMs = 50;
// A machine moves a page now and then.
constexpr std::int64_t kNotableSwapBytes = std::int64_t{1} << 20;
// Of the run's time, in which some task waited for memory.
constexpr double kNotableMemoryWaitShare = 0.01;
// Of these drivers, "powersave" is the usual policy, under which the hardware raises the clock as it is needed.
bool scales_by_itself(std::string_view driver) { return driver == "intel_pstate" || driver == "amd-pstate-epp"; }

constexpr std::array<std::string_view, 3> kFollowingGovernors = {"ondemand", "conservative", "schedutil"};
constexpr const char* kSetGovernor = "Set it with: cpupower frequency-set -g performance";

void advise_on_clocks(const Environment& machine, std::vector<Warning>& warnings) {
  const std::int64_t hot = machine.during.thermal_throttle_events.value_or(0);
  if (hot > 0) {
    warnings.push_back({.code = "thermal_throttling",
                        .message = fmt::format("the processors got too hot and were slowed down {} during the run",
                                               counted(hot, "time")),
                        .advice = "Cool the machine, or let it rest between runs; switching turbo off may be enough."});
  }
  if (scales_by_itself(machine.cpu_frequency_driver)) return;
  if (machine.cpu_governor == "powersave") {
    warnings.push_back({.code = "powersave_governor",
                        .message = "the processors' frequency governor is powersave: short workers run at low clocks",
                        .advice = kSetGovernor});
  } else if (std::ranges::find(kFollowingGovernors, machine.cpu_governor) != kFollowingGovernors.end()) {
    warnings.push_back(
        {.code = "frequency_scaling",
         .message = fmt::format("the processors' clocks follow the load (governor {}): a short worker may "
                                "have ended before they are raised",
                                machine.cpu_governor),
         .advice = kSetGovernor});
  }
}

void advise_on_steal(const Environment& machine, std::vector<Warning>& warnings) {
  const MachineActivity& during = machine.during;
  if (!during.steal_pct || !during.elapsed_ms || *during.steal_pct <= kNotableStealPct) return;
  const double stolen_ms = *during.steal_pct / 100 * *during.elapsed_ms * machine.online_cpu_count.value_or(1);
  if (stolen_ms < kNotableStolenMs) return;
  warnings.push_back(
      {.code = "stolen_time",
       .message = fmt::format("the hypervisor gave {:.1f} % of the processors' time to others", *during.steal_pct),
       .advice = "Measure on a machine of your own, or on dedicated processors."});
}

void advise_on_memory(const Environment& machine, std::vector<Warning>& warnings) {
  constexpr double kBytesPerMegabyte = 1024.0 * 1024;
  const MachineActivity& during = machine.during;
  const std::int64_t swapped = during.swapped_in_bytes.value_or(0) + during.swapped_out_bytes.value_or(0);
  if (swapped >= kNotableSwapBytes) {
    warnings.push_back(
        {.code = "swapping",
         .message = fmt::format("the machine swapped {:.1f} MB in and out during the run",
                                static_cast<double>(swapped) / kBytesPerMegabyte),
         .advice = "Free memory or lower --concurrency: a worker that waits for the swap space is not measured."});
    return;
  }
  const auto waited_ms = during.memory_pressure.some_ms;
  if (!waited_ms || !during.elapsed_ms || *waited_ms < kNotableMemoryWaitShare * *during.elapsed_ms) return;
  warnings.push_back({.code = "memory_pressure",
                      .message = fmt::format("tasks waited for memory during {:.0f} % of the run",
                                             100 * *waited_ms / *during.elapsed_ms),
                      .advice = "Free memory, raise the control group's limit, or lower --concurrency."});
}

}  // namespace

std::vector<Warning> advise_on_activity(const Environment& environment) {
  std::vector<Warning> warnings;
  advise_on_steal(environment, warnings);
  advise_on_clocks(environment, warnings);
  advise_on_memory(environment, warnings);
  return warnings;
}

}  // namespace perfbench
