// What is measured besides the usual, because it was asked for.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace perfbench {

// Whether each worker gets a control group of its own: where version 2 lets it, also in the hierarchies of version 1,
// or never.
enum class CgroupMode { automatic, full, off };

// As options and results name them, in the order of the modes.
inline constexpr std::array<std::string_view, 3> kCgroupModeNames = {"auto", "full", "off"};

constexpr std::string_view to_string(CgroupMode mode) { return kCgroupModeNames.at(static_cast<std::size_t>(mode)); }

struct ProbePlan {
  bool attach_sampling = false;  // a time series of each worker's tree
  std::chrono::nanoseconds attach_interval = std::chrono::milliseconds(250);
  bool snapshots = false;                                            // of the footprint in memory
  bool counters = false;                                             // of events: instructions, page faults ...
  bool hotspots = false;                                             // by perf, in iterations after the measured ones
  std::chrono::nanoseconds hotspot_limit = std::chrono::seconds(8);  // for which it records at most
  std::size_t most_hotspots = 10;
  bool heap = false;       // by heaptrack, in one iteration after the measured ones
  bool callgrind = false;  // instructions, by valgrind, in one iteration after the measured ones
  bool explain = false;    // when latency, throughput or CPU time break a rule
  CgroupMode cgroup = CgroupMode::automatic;
};

}  // namespace perfbench
