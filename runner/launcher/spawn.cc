#include "spawn.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clone_into_group.h"

namespace perfbench::launcher {

namespace {

// The child runs on this stack while the parent is suspended (CLONE_VFORK), so one is enough.
alignas(16) char child_stack[64 * 1024];

struct ChildContext {
  const SpawnPlan* plan;
  pid_t launcher;
  const HeldPipes* pipes;  // null: it is not held
  SpawnFailure failure;
};

int give_up(ChildContext* context, SpawnStep step) {
  context->failure = {.step = step, .error_number = errno};
  if (context->pipes != nullptr) {  // it shares no memory
    [[maybe_unused]] const ssize_t told =
        ::write(context->pipes->status[1], &context->failure, sizeof context->failure);
  }
  ::_exit(127);
}

// The launcher's end, too, ends the waiting.
void await_go(int go) {
  char byte = 0;
  ssize_t got = 0;
  do {
    got = ::read(go, &byte, 1);
  } while (got < 0 && errno == EINTR);
  if (got != 1) ::_exit(127);
}

int child_main(void* argument) {
  auto* context = static_cast<ChildContext*>(argument);
  if (context->pipes != nullptr) {  // the launcher's ends
    ::close(context->pipes->go[1]);
    ::close(context->pipes->status[0]);
  }
  const SpawnPlan& plan = *context->plan;
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != context->launcher) ::_exit(127);  // it has died before
  if (plan.working_directory[0] != '\0' && ::chdir(plan.working_directory) != 0) {
    return give_up(context, SpawnStep::chdir);
  }
  if (plan.pinned && ::sched_setaffinity(0, kMaxCpus / 8, reinterpret_cast<const cpu_set_t*>(plan.cpus)) != 0) {
    return give_up(context, SpawnStep::affinity);
  }
  for (int i = 0; i < 3; ++i) {
    if (::dup2(plan.stdio[i], i) < 0) return give_up(context, SpawnStep::redirect);
  }
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  if (descriptors.rlim_cur != plan.descriptor_limit) {
    descriptors.rlim_cur = plan.descriptor_limit;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
  }
  if (plan.address_space_limit != 0) {
    const rlimit address_space{plan.address_space_limit, plan.address_space_limit};
    ::setrlimit(RLIMIT_AS, &address_space);
  }
  // Where ptrace is forbidden nothing more can be tried without running the program: the first launch will tell.
  if (plan.stop_at_exec && ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
    if (::access(plan.program, X_OK) != 0) return give_up(context, SpawnStep::exec);
    ::_exit(0);
  }
  if (context->pipes != nullptr) await_go(context->pipes->go[0]);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.program, plan.argv, plan.envp);
  return give_up(context, SpawnStep::exec);
}

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

SpawnResult spawn(const SpawnPlan& plan) {
  ChildContext context{&plan, ::getpid(), nullptr, {}};
  SpawnResult result;
  result.begin_ns = monotonic_ns();
  result.pid = plan.group < 0
                   ? ::clone(child_main, child_stack + sizeof child_stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &context)
                   : clone_into_group(child_main, &context, child_stack, sizeof child_stack, plan.group);
  result.end_ns = monotonic_ns();
  if (result.pid < 0) {
    result.failed_step = SpawnStep::clone;
    result.error_number = errno;
  } else if (context.failure.step != SpawnStep::none) {
    ::waitpid(result.pid, nullptr, 0);
    result.pid = -1;
    result.failed_step = context.failure.step;
    result.error_number = context.failure.error_number;
  }
  return result;
}

bool can_spawn_into(int group) {
  const auto end_at_once = [](void*) -> int { ::_exit(0); };
  const pid_t pid = clone_into_group(end_at_once, nullptr, child_stack, sizeof child_stack, group);
  int status = 0;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && WIFEXITED(status);
}

pid_t fork_held(const SpawnPlan& plan, const HeldPipes& pipes) {
  ChildContext context{&plan, ::getpid(), &pipes, {}};
  return ::clone(child_main, child_stack + sizeof child_stack, SIGCHLD, &context);
}

}  // namespace perfbench::launcher
