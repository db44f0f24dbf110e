#include "held_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

void close_pipe(int (&pipe)[2]) {
  for (int& end : pipe) {
    if (end >= 0) ::close(end);
    end = -1;
  }
}

}  // namespace

HeldChild spawn_held(const SpawnPlan& plan) {
  int go[2] = {-1, -1};
  int status[2] = {-1, -1};
  HeldChild child;
  if (::pipe2(go, O_CLOEXEC) != 0 || ::pipe2(status, O_CLOEXEC) != 0) {
    child.error_number = errno;
    close_pipe(go);
    return child;
  }
  child.pid = fork_held(plan, go[0], status[1]);
  child.error_number = errno;
  ::close(go[0]);
  ::close(status[1]);
  if (child.pid < 0) {
    ::close(go[1]);
    ::close(status[0]);
    return child;
  }
  child.go = go[1];
  child.status = status[0];
  return child;
}

SpawnResult release(const HeldChild& child) {
  SpawnResult result;
  result.begin_ns = monotonic_ns();
  result.pid = child.pid;
  const char go = 1;
  SpawnFailure failure;
  const bool went = ::write(child.go, &go, sizeof go) == sizeof go;
  ssize_t got = 0;
  do {
    got = ::read(child.status, &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  result.end_ns = monotonic_ns();
  ::close(child.go);
  ::close(child.status);
  if (got == 0 && went) return result;
  // It told why, or was killed while it waited.
  if (got != sizeof failure) failure = {.step = SpawnStep::hold, .error_number = ECANCELED};
  ::waitpid(result.pid, nullptr, 0);
  result.pid = -1;
  result.failed_step = failure.step;
  result.error_number = failure.error_number;
  return result;
}

// Without the byte that it waits for it goes no further.
void drop(const HeldChild& child) {
  ::close(child.go);
  ::close(child.status);
  ::waitpid(child.pid, nullptr, 0);
}

}  // namespace perfbench::launcher
