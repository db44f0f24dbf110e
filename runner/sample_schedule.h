// When a worker is sampled: early and often at first, so that short workers are seen, then at an interval.
#pragma once

#include <chrono>

#include "runner/launcher.h"

namespace perfbench {

// Due times that start at 1 ms and double until the interval is reached; from then on they fall on multiples of it, so
// that all workers are sampled at one waking.
class SampleSchedule {
 public:
  SampleSchedule(MonotonicTime start, std::chrono::nanoseconds interval);

  MonotonicTime due() const { return due_; }
  // What was missed is not made up for.
  void advance(MonotonicTime now);

 private:
  std::chrono::nanoseconds interval_;
  std::chrono::nanoseconds step_;
  MonotonicTime due_;
};

}  // namespace perfbench
