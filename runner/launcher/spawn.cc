#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

// The child runs on this stack while the parent is suspended (CLONE_VFORK), so one is enough.
alignas(16) char child_stack[64 * 1024];

struct ChildContext {
  const SpawnPlan* plan;
  SpawnStep failed_step;
  int error_number;
};

int give_up(ChildContext* context, SpawnStep step) {
  context->failed_step = step;
  context->error_number = errno;
  ::_exit(127);
}

int child_main(void* argument) {
  auto* context = static_cast<ChildContext*>(argument);
  const SpawnPlan& plan = *context->plan;
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (plan.working_directory[0] != '\0' && ::chdir(plan.working_directory) != 0) {
    return give_up(context, SpawnStep::chdir);
  }
  if (plan.pinned && ::sched_setaffinity(0, kMaxCpus / 8, reinterpret_cast<const cpu_set_t*>(plan.cpus)) != 0) {
    return give_up(context, SpawnStep::affinity);
  }
  for (int i = 0; i < 3; ++i) {
    if (::dup2(plan.stdio[i], i) < 0) return give_up(context, SpawnStep::redirect);
  }
  // The exec would close them too, but after the parent has gone on to count them.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = plan.descriptor_limit;
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  // Where ptrace is forbidden nothing can be tried without running the program: the first launch will tell.
  if (plan.stop_at_exec && ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.program, plan.argv, plan.envp);
  return give_up(context, SpawnStep::exec);
}

std::int64_t read_resident_kb(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/statm", static_cast<int>(pid));
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return kUnknown;
  char text[128];
  const ssize_t got = ::read(descriptor, text, sizeof text - 1);
  ::close(descriptor);
  if (got <= 0) return kUnknown;
  text[got] = '\0';
  long long size_pages = 0;
  long long resident_pages = 0;
  if (::sscanf(text, "%lld %lld", &size_pages, &resident_pages) != 2) return kUnknown;
  if (resident_pages == 0) return kUnknown;  // a zombie
  return resident_pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

// Kernel 6.2 and later tell the count as the directory's size; before, it reads 0.
std::int64_t read_open_fds(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/fd", static_cast<int>(pid));
  struct stat status {};
  return ::stat(path, &status) == 0 && status.st_size > 0 ? status.st_size : kUnknown;
}

std::int64_t read_direct_children(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/task/%d/children", static_cast<int>(pid), static_cast<int>(pid));
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return kUnknown;
  char text[4096];
  const ssize_t got = ::read(descriptor, text, sizeof text);
  ::close(descriptor);
  if (got < 0) return kUnknown;
  std::int64_t children = 0;
  for (ssize_t i = 0; i < got; ++i) children += text[i] == ' ' ? 1 : 0;
  return children;
}

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

SpawnResult spawn(const SpawnPlan& plan) {
  ChildContext context{&plan, SpawnStep::none, 0};
  SpawnResult result;
  result.begin_ns = monotonic_ns();
  result.pid = ::clone(child_main, child_stack + sizeof child_stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &context);
  result.end_ns = monotonic_ns();
  if (result.pid < 0) {
    result.failed_step = SpawnStep::clone;
    result.error_number = errno;
  } else if (context.failed_step != SpawnStep::none) {
    ::waitpid(result.pid, nullptr, 0);
    result.pid = -1;
    result.failed_step = context.failed_step;
    result.error_number = context.error_number;
  }
  return result;
}

FirstSample sample_once(pid_t pid) {
  return {
      .rss_kb = read_resident_kb(pid), .open_fds = read_open_fds(pid), .direct_children = read_direct_children(pid)};
}

}  // namespace perfbench::launcher
