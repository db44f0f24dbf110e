// The largest plan that PerfBench takes on, whether an option or a profile asks for it.
#pragma once

namespace perfbench {

inline constexpr int kMostIterations = 10'000'000;  // warm-ups too
inline constexpr int kMostConcurrency = 1000;
inline constexpr double kShortestTimeSec = 1e-3;  // of timeouts and deadlines
inline constexpr double kLongestTimeSec = 1e7;
inline constexpr double kShortestIntervalMs = 1;  // of the probes
inline constexpr double kLongestIntervalMs = 1e6;
inline constexpr double kLeastCpuMax = 0.01;  // the kernel's least: 1 ms in 100 ms
inline constexpr double kMostCpuMax = 1024;
inline constexpr int kMostPidsMax = 4'194'304;  // pids there are

}  // namespace perfbench
