// The seam to /proc: what the probes read of a process. Files are kept open and read again, which costs about a
// microsecond a read, and makes a reused pid harmless: a kept file answers nothing once its process is gone.
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

// One process. Everything is absent when the process is gone or hides it.
class ProcessView {
 public:
  virtual ~ProcessView() = default;
  virtual std::optional<ProcessStat> stat() = 0;
  // CPU time of all its threads, exact to the nanosecond.
  virtual std::optional<std::chrono::nanoseconds> cpu_time() = 0;
  virtual std::optional<std::int64_t> open_fds() = 0;
  // Children of all its threads; `threads` as stat() tells it.
  virtual std::optional<std::vector<pid_t>> children(int threads) = 0;
};

class ProcFs {
 public:
  virtual ~ProcFs() = default;
  // Null when there is no such process.
  virtual std::unique_ptr<ProcessView> open(pid_t pid) = 0;
};

std::unique_ptr<ProcFs> make_linux_proc_fs();

}  // namespace perfbench
