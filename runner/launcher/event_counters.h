// Counts what happens in a worker and its descendants, by perf_event_open.
#pragma once

#include <sys/types.h>

#include "protocol.h"

namespace perfbench::launcher {

// The open counters of one worker.
class EventCounters {
 public:
  EventCounters() = default;
  EventCounters(EventCounters&& other) noexcept { *this = static_cast<EventCounters&&>(other); }
  EventCounters& operator=(EventCounters&& other) noexcept;
  ~EventCounters() { close(); }

  // Of a held child: they count from its exec on. What cannot be counted keeps its errno.
  void open(pid_t pid);
  // The values until now, those of descendants that have ended among them.
  void read(Counter (&counters)[kCounterCount]) const;
  void close();

 private:
  struct Slot {
    int descriptor = -1;
    std::int32_t error_number = 0;
    bool user_only = false;
  };
  Slot slots_[kCounterCount];
};

}  // namespace perfbench::launcher
