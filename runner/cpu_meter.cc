#include "runner/cpu_meter.h"

#include <time.h>

#include <algorithm>

namespace perfbench {

namespace {

// A shorter window would measure the scheduler rather than the program.
constexpr std::chrono::nanoseconds kShortestCpuWindow = std::chrono::milliseconds(20);

// A reading in which the reader was interrupted is good to its own length: 1 % at worst on either side.
constexpr int kWindowsLeastReadings = 50;

double percent(std::chrono::nanoseconds cpu, std::chrono::nanoseconds wall) {
  return 100.0 * static_cast<double>(cpu.count()) / static_cast<double>(wall.count());
}

}  // namespace

std::chrono::nanoseconds scheduler_tick() {
  timespec tick{};
  ::clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
  return std::chrono::seconds(tick.tv_sec) + std::chrono::nanoseconds(tick.tv_nsec);
}

// A process that ended since the last reading takes its time with it until its parent has waited for it, so the sum may
// step back a little; it is never taken as negative work.
Measured CpuMeter::add(const Reading& reading) {
  const std::chrono::nanoseconds window = reading.time - last_time_;
  if (reading.is_torn || window < kShortestCpuWindow) return std::nullopt;
  if (kWindowsLeastReadings * reading.took > window) return std::nullopt;
  const std::chrono::nanoseconds cpu = std::max(reading.cpu, last_cpu_);
  double pct = percent(cpu - last_cpu_, window);
  const double most = 100.0 * reading.threads;
  if (pct > most && pct - most <= percent(reading.threads * tick_, window)) pct = most;
  const bool counts = !was_late_;
  was_late_ = false;
  last_cpu_ = cpu;
  last_time_ = reading.time;
  if (!counts) return std::nullopt;
  peak_pct_ = std::max(peak_pct_.value_or(0), pct);
  return pct;
}

Measured CpuMeter::mean_pct() const {
  if (!peak_pct_) return std::nullopt;
  return percent(last_cpu_, last_time_ - start_);
}

}  // namespace perfbench
