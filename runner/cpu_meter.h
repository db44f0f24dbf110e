// CPU use of a process tree from readings of the CPU time that it has had.
#pragma once

#include <chrono>

#include "model/run_figures.h"
#include "runner/launcher.h"

namespace perfbench {

// The CPU time of a process is brought up to date when one of its threads is interrupted or taken off its processor: so
// a thread that runs may have had up to so much more than what can be read (resolution of CLOCK_MONOTONIC_COARSE).
std::chrono::nanoseconds scheduler_tick();

class CpuMeter {
 public:
  CpuMeter(MonotonicTime start, std::chrono::nanoseconds tick) : start_(start), last_time_(start), tick_(tick) {}

  struct Reading {
    MonotonicTime time;  // the middle of it
    std::chrono::nanoseconds took{};
    std::chrono::nanoseconds cpu{};  // of the whole tree since its start
    int threads = 1;                 // that can run at once
    bool is_torn = false;            // some of it is missing
  };

  // Returns percent of one processor since the last reading that gave any; absent in a window too short to tell, beside
  // which the reading took long, or of a torn reading (the window goes on), and where note_late() was called in it.
  // More than all threads can have had, by no more than their ticks, is what they can have had.
  Measured add(const Reading& reading);
  // Some of what the next reading finds was spent before the last one.
  void note_late() { was_late_ = true; }

  Measured peak_pct() const { return peak_pct_; }
  // From the start to the last reading; absent where there is no peak.
  Measured mean_pct() const;

 private:
  MonotonicTime start_;
  MonotonicTime last_time_;
  std::chrono::nanoseconds tick_;
  std::chrono::nanoseconds last_cpu_{};
  bool was_late_ = false;
  Measured peak_pct_;
};

}  // namespace perfbench
