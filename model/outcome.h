// How one worker ended.
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace perfbench {

struct Exited {
  int code = 0;
};
struct Signaled {
  int signal = 0;
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
// For people: "exit 3", "killed by SIGSEGV", "timed out", "aborted", "could not be started (exec: Permission denied)".
std::string describe(const Outcome& outcome);

}  // namespace perfbench
