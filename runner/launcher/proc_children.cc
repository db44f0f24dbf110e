#include "proc_children.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

constexpr long long kNanosecondsPerMillisecond = 1'000'000;

long long now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / kNanosecondsPerMillisecond;
}

}  // namespace

int open_own_children() {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/self/task/%ld/children", ::syscall(SYS_gettid));
  return ::open(path, O_RDONLY | O_CLOEXEC);
}

int for_each_child(int children_descriptor, void (*visit)(pid_t, void*), void* context) {
  char buffer[4096];
  int count = 0;
  off_t offset = 0;
  pid_t pid = 0;
  bool in_number = false;
  while (true) {
    const ssize_t got = ::pread(children_descriptor, buffer, sizeof buffer, offset);
    if (got <= 0) break;
    offset += got;
    for (ssize_t i = 0; i < got; ++i) {
      if (buffer[i] >= '0' && buffer[i] <= '9') {
        pid = pid * 10 + (buffer[i] - '0');
        in_number = true;
      } else if (in_number) {
        visit(pid, context);
        ++count;
        pid = 0;
        in_number = false;
      }
    }
  }
  if (in_number) {
    visit(pid, context);
    ++count;
  }
  return count;
}

void continue_stopped(pid_t pid, int signal) { ::ptrace(PTRACE_CONT, pid, nullptr, static_cast<long>(signal)); }

bool end_all_children(int children_descriptor, int timeout_ms, const std::vector<pid_t>& spared) {
  struct Sweep {
    const std::vector<pid_t>& spared;
    int found = 0;
  };
  const auto end_child = [](pid_t pid, void* context) {
    auto* sweep = static_cast<Sweep*>(context);
    for (const pid_t kept : sweep->spared) {
      if (kept == pid) return;
    }
    ++sweep->found;
    ::kill(pid, SIGKILL);
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid && WIFSTOPPED(status)) continue_stopped(pid, 0);
  };
  const long long deadline = now_ms() + timeout_ms;
  while (true) {
    Sweep sweep{spared};
    for_each_child(children_descriptor, end_child, &sweep);
    if (sweep.found == 0) return true;
    if (now_ms() >= deadline) return false;
    constexpr int kBetweenRoundsMs = 1;
    ::poll(nullptr, 0, kBetweenRoundsMs);
  }
}

}  // namespace perfbench::launcher
