// Periodic work is done at the multiples of its interval on the monotonic clock, so that one waking serves all that are
// due together.
#pragma once

#include <chrono>

namespace perfbench {

// The first multiple of the interval after `now`.
inline std::chrono::steady_clock::time_point next_on_grid(std::chrono::nanoseconds interval,
                                                          std::chrono::steady_clock::time_point now) {
  const auto passed = now.time_since_epoch() / interval;
  return std::chrono::steady_clock::time_point((passed + 1) * interval);
}

}  // namespace perfbench
