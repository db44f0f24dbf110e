// What a worker may use at most, with all that it starts.
#pragma once

#include <cstdint>
#include <optional>

namespace perfbench {

struct WorkerLimits {
  std::optional<std::int64_t> memory_bytes;
  std::optional<double> cpus;  // processors' worth of time
  std::optional<int> pids;     // processes and threads at once

  bool any() const { return memory_bytes || cpus || pids; }
};

}  // namespace perfbench
