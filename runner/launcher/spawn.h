// Starts one worker as a child of the launcher, with the cheapest call there is (vfork semantics).
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "protocol.h"

namespace perfbench::launcher {

// Everything the child needs between its birth and its exec; the strings live in its job and command.
struct SpawnPlan {
  const char* program = nullptr;
  const char* working_directory = nullptr;  // empty: the launcher's own
  char* const* argv = nullptr;
  char* const* envp = nullptr;
  int stdio[3] = {-1, -1, -1};
  bool pinned = false;
  const std::uint64_t* cpus = nullptr;
  std::uint64_t descriptor_limit = 0;
  std::uint64_t address_space_limit = 0;  // 0: none
  int group = -1;             // folder of a control group of version 2 that it is born in; -1: the launcher's own
  bool stop_at_exec = false;  // ask the kernel (ptrace) to stop the child when its exec has worked
};

struct SpawnResult {
  pid_t pid = -1;  // -1 when the worker could not be started; it is reaped then
  SpawnStep failed_step = SpawnStep::none;
  int error_number = 0;
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
};

// The child leads a process group of its own, has default signal handling and an empty mask, and dies with the
// launcher. (A session of its own would give it a scheduler group of its own too, and cost it milliseconds on a busy
// machine.)
SpawnResult spawn(const SpawnPlan& plan);

// Whether a child that is born in this control group lives. It does not where a seccomp filter hides clone3, and where
// the launcher's own group was once killed, in kernels since 6.14.
bool can_spawn_into(int group);

struct SpawnFailure {
  SpawnStep step = SpawnStep::none;
  int error_number = 0;
};

// Each with its reading end first.
struct HeldPipes {
  int go[2] = {-1, -1};
  int status[2] = {-1, -1};
};

// The same child by a plain fork, which goes on to its exec when a byte comes by `go`, and writes a SpawnFailure to
// `status` when something fails. Returns its pid; -1, and errno.
pid_t fork_held(const SpawnPlan& plan, const HeldPipes& pipes);

std::int64_t monotonic_ns();

}  // namespace perfbench::launcher
