// What is measured besides the usual, because it was asked for.
#pragma once

#include <chrono>
#include <cstddef>

namespace perfbench {

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
};

}  // namespace perfbench
