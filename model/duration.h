// Durations as numbers, for figures, options and texts.
#pragma once

#include <chrono>
#include <cmath>

namespace perfbench {

inline double to_ms(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}
inline double to_seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

inline std::chrono::nanoseconds from_ms(double ms) { return std::chrono::nanoseconds(std::llround(ms * 1e6)); }
inline std::chrono::nanoseconds from_seconds(double seconds) { return from_ms(seconds * 1e3); }

}  // namespace perfbench
