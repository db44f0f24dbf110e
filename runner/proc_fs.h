// The seam to /proc: what the probes read of a process. Files are kept open and read again, which costs about a
// microsecond a read, and makes a reused pid harmless: a kept file answers nothing once its process is gone. Of a great
// many processes, those beyond kMostKept are opened at each read instead, so that descriptors do not run out.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace perfbench {

struct ProcessStat {
  int threads = 1;
  std::int64_t rss_kb = 0;
  std::chrono::nanoseconds waited_children_cpu{};  // of the children it has waited for; ticks of 10 ms
};

// What a process has in memory; shared pages by their share.
struct Footprint {
  std::optional<std::int64_t> pss_kb;
  std::optional<std::int64_t> private_dirty_kb = {};
  std::optional<std::int64_t> swap_kb = {};
};

// One process. Everything is absent when the process is gone or hides it.
class ProcessView {
 public:
  virtual ~ProcessView() = default;
  // All of it, which takes ten times as long as the memory alone.
  virtual std::optional<ProcessStat> stat() = 0;
  virtual std::optional<std::int64_t> rss_kb() = 0;
  // CPU time of all its threads; of those that run, up to their last tick.
  virtual std::optional<std::chrono::nanoseconds> cpu_time() = 0;
  virtual std::optional<std::int64_t> open_fds() = 0;
  // The kernel walks its pages for that: 12 us for a small process, 275 us for one of 100 MB.
  virtual std::optional<Footprint> footprint() = 0;
  // Appends the children of all its threads; `threads` as stat() tells it. False when they are not known.
  virtual bool children(int threads, std::vector<pid_t>& pids) = 0;
};

class ProcFs {
 public:
  virtual ~ProcFs() = default;
  // A view whose answers are absent, or null, when there is no such process.
  virtual std::unique_ptr<ProcessView> open(pid_t pid) = 0;
  // The process or thread that was started last: as long as it is the same, no process has got a new child but by the
  // death of one. Absent where that is not told.
  virtual std::optional<pid_t> last_started() = 0;
};

inline constexpr int kMostKept = 256;

std::unique_ptr<ProcFs> make_linux_proc_fs(int most_kept = kMostKept);

}  // namespace perfbench
