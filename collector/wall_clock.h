// The time of day, as OpenTelemetry tells it.
#pragma once

#include <chrono>
#include <cstdint>

namespace perfbench::collector {

inline std::int64_t ns_since_1970() {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace perfbench::collector
