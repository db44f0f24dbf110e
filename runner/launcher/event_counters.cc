#include "event_counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

struct CountedEvent {
  std::uint32_t type;
  std::uint64_t config;
  bool is_of_kernel;  // happens there alone: without the right to count there, it would be 0
};

// In the order of Counted.
constexpr CountedEvent kCountedEvents[kCounterCount] = {
    {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, false},
    {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, false},
    {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, false},
    {PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, false},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, false},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, false},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, true},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, true},
};

int open_event(const CountedEvent& event, pid_t pid, bool user_only) {
  perf_event_attr attr{};
  attr.size = sizeof attr;
  attr.type = event.type;
  attr.config = event.config;
  attr.disabled = 1;
  attr.inherit = 1;
  attr.enable_on_exec = 1;
  attr.exclude_kernel = user_only ? 1 : 0;
  attr.exclude_hv = user_only ? 1 : 0;
  attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return static_cast<int>(::syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

}  // namespace

EventCounters& EventCounters::operator=(EventCounters&& other) noexcept {
  for (unsigned i = 0; i < kCounterCount; ++i) {
    const Slot mine = slots_[i];
    slots_[i] = other.slots_[i];
    other.slots_[i] = mine;
  }
  return *this;
}

void EventCounters::open(pid_t pid) {
  for (unsigned i = 0; i < kCounterCount; ++i) {
    Slot& slot = slots_[i];
    slot.descriptor = open_event(kCountedEvents[i], pid, false);
    const bool is_forbidden = slot.descriptor < 0 && (errno == EACCES || errno == EPERM);
    slot.error_number = slot.descriptor < 0 ? errno : 0;
    if (!is_forbidden || kCountedEvents[i].is_of_kernel) continue;
    slot.user_only = true;
    slot.descriptor = open_event(kCountedEvents[i], pid, true);
    slot.error_number = slot.descriptor < 0 ? errno : 0;
  }
}

void EventCounters::read(Counter (&counters)[kCounterCount]) const {
  for (unsigned i = 0; i < kCounterCount; ++i) {
    const Slot& slot = slots_[i];
    Counter& counter = counters[i];
    counter.error_number = slot.error_number;
    counter.user_only = slot.user_only ? 1 : 0;
    if (slot.descriptor < 0) continue;
    std::int64_t values[3] = {};  // value, time enabled, time running
    if (::read(slot.descriptor, values, sizeof values) != static_cast<ssize_t>(sizeof values)) {
      counter.error_number = EIO;
      continue;
    }
    counter.value = values[0];
    counter.enabled_ns = values[1];
    counter.running_ns = values[2];
  }
}

void EventCounters::close() {
  for (Slot& slot : slots_) {
    if (slot.descriptor >= 0) ::close(slot.descriptor);
    slot = Slot();
  }
}

}  // namespace perfbench::launcher
