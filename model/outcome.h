// How one worker ended.
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace perfbench {

// The kernel has killed a process for want of memory.
struct OomKill {
  bool is_certain = false;  // else it has killed one somewhere on the machine
  double limit_mb = 0;      // the worker's own that was reached; 0: none was set
};

struct Exited {
  int code = 0;
  std::optional<OomKill> oom_kill = {};  // of a process that it had started
};
struct Signaled {
  int signal = 0;
  std::optional<OomKill> oom_kill = {};  // of the worker itself
};
// Ended by PerfBench because it ran longer than the worker timeout.
struct TimedOut {};
// Ended by PerfBench because the run was interrupted or its deadline had come; says nothing about the worker.
struct Aborted {};
struct SpawnFailed {
  int error_number = 0;  // errno
  std::string step;      // what failed: "chdir", "exec", ...
};

using Outcome = std::variant<Exited, Signaled, TimedOut, Aborted, SpawnFailed>;

bool succeeded(const Outcome& outcome);
// As v4 writes it: the exit code; 128 + signal; 124 for a timeout; 125 for an aborted worker (of which no record is
// kept); 126 for a failed spawn.
int return_code(const Outcome& outcome);
bool timed_out(const Outcome& outcome);
std::optional<int> signal_of(const Outcome& outcome);
std::optional<OomKill> oom_kill_of(const Outcome& outcome);
// For people: "exit 3", "killed by SIGSEGV", "killed by SIGKILL: out of memory (limit 64 MB)", "timed out", "aborted",
// "could not be started (exec: Permission denied)".
std::string describe(const Outcome& outcome);

}  // namespace perfbench
