#include "held_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc_children.h"

namespace perfbench::launcher {

namespace {

constexpr int kMostSignal = 64;  // beyond it, the status of a stop holds an event of ptrace

void close_pipe(int (&pipe)[2]) {
  for (int& end : pipe) {
    if (end >= 0) ::close(end);
    end = -1;
  }
}

void close_ends(const HeldChild& child) {
  ::close(child.go);
  ::close(child.status);
}

// One that is traced stops at signals, those that were sent to it while it was held, too. One that is stopped for good
// is given up after a time.
void await_status(const HeldChild& child) {
  constexpr int kBetweenLooksMs = 20;
  constexpr int kMostLooks = 500;
  pollfd told{child.status, POLLIN, 0};
  for (int i = 0; i < kMostLooks; ++i) {
    if (::poll(&told, 1, kBetweenLooksMs) > 0) return;
    siginfo_t stop{};
    if (::waitid(P_PID, static_cast<id_t>(child.pid), &stop, WSTOPPED | WNOHANG) != 0 || stop.si_pid == 0) continue;
    const bool is_event = stop.si_status > kMostSignal;
    continue_stopped(child.pid, is_event ? 0 : stop.si_status);
  }
  ::kill(child.pid, SIGKILL);
}

}  // namespace

HeldChild spawn_held(const SpawnPlan& plan) {
  HeldPipes pipes;
  HeldChild child;
  if (::pipe2(pipes.go, O_CLOEXEC) != 0 || ::pipe2(pipes.status, O_CLOEXEC) != 0) {
    child.error_number = errno;
    close_pipe(pipes.go);
    return child;
  }
  child.pid = fork_held(plan, pipes);
  child.error_number = errno;
  ::close(pipes.go[0]);
  ::close(pipes.status[1]);
  if (child.pid < 0) {
    ::close(pipes.go[1]);
    ::close(pipes.status[0]);
    return child;
  }
  child.go = pipes.go[1];
  child.status = pipes.status[0];
  return child;
}

SpawnResult release(const HeldChild& child) {
  SpawnResult result;
  result.begin_ns = monotonic_ns();
  result.pid = child.pid;
  const char go = 1;
  SpawnFailure failure;
  const bool went = ::write(child.go, &go, sizeof go) == sizeof go;
  await_status(child);
  ssize_t got = 0;
  do {
    got = ::read(child.status, &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  result.end_ns = monotonic_ns();
  if (got == 0 && went) {
    close_ends(child);
    return result;
  }
  // It told why, or was killed while it waited.
  if (got != sizeof failure) failure = {.step = SpawnStep::hold, .error_number = ECANCELED};
  drop(child);
  result.pid = -1;
  result.failed_step = failure.step;
  result.error_number = failure.error_number;
  return result;
}

void drop(const HeldChild& child) {
  close_ends(child);
  ::kill(child.pid, SIGKILL);
  int status = 0;
  while (::waitpid(child.pid, &status, 0) == child.pid && WIFSTOPPED(status)) continue_stopped(child.pid, 0);
}

}  // namespace perfbench::launcher
