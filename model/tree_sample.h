// One point of the time series of a worker's process tree.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace perfbench {

struct TreeSample {
  float time_ms = 0;             // since the worker's start
  std::optional<float> cpu_pct;  // since the point before; absent where that is too near
  float rss_mb = 0;
  int processes = 0;
};

// Of one measured worker.
struct TreeSeries {
  int iteration = 1;
  int worker_id = 1;
  std::vector<TreeSample> samples;
};

// What a run keeps of them; figures go on beyond it.
inline constexpr std::size_t kMostTreeSamples = 1'000'000;

}  // namespace perfbench
