#include "spawn_job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "command_text.h"

namespace perfbench::launcher {

namespace {

int null_device() {
  static const int descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  return descriptor;
}

// Lives until the child has executed the command.
struct JobPlan {
  explicit JobPlan(const Job& job) : envp(job.command->envp) {
    const CommandText& command = *job.command;
    // The strings are only read; execve's signature is older than const.
    char* own = const_cast<char*>(job.environment.data());
    take_strings(own, job.launch.envc, envp);
    envp.push_back(nullptr);
    plan = {.program = command.program,
            .working_directory = command.working_directory,
            .argv = command.argv.data(),
            .envp = envp.data(),
            .pinned = command.command.pinned != 0,
            .cpus = command.command.cpus,
            .descriptor_limit = command.command.descriptor_limit,
            .address_space_limit = command.command.address_space_limit};
    for (unsigned i = 0; i < kStdioCount; ++i) plan.stdio[i] = job.stdio[i] < 0 ? null_device() : job.stdio[i];
  }

  std::vector<char*> envp;
  SpawnPlan plan;
};

// `stop_at_exec`: for a trial, which ptrace stops before its first instruction.
SpawnResult spawn_one(const Job& job, int group, bool stop_at_exec) {
  if (!job.complete) return {.failed_step = SpawnStep::redirect, .error_number = EMFILE};
  if (job.command == nullptr) return {.failed_step = SpawnStep::clone, .error_number = ENOMEM};
  JobPlan made(job);
  made.plan.group = group;
  made.plan.stop_at_exec = stop_at_exec;
  return spawn(made.plan);
}

}  // namespace

SpawnResult spawn_job(const Job& job, int group) { return spawn_one(job, group, false); }

HeldChild hold_job(const Job& job) {
  if (!job.complete) return {.error_number = EMFILE};
  const JobPlan made(job);
  return spawn_held(made.plan);
}

Event event_for(const Launch& launch, EventKind kind) {
  Event event;
  event.kind = kind;
  event.batch = launch.batch;
  event.worker = launch.worker;
  return event;
}

Event spawn_failure(const Launch& launch, const SpawnResult& result) {
  Event event = event_for(launch, EventKind::spawn_failed);
  event.error_number = result.error_number;
  event.step = result.failed_step;
  return event;
}

Event try_exec(const Job& job) {
  const SpawnResult result = spawn_one(job, -1, true);
  if (result.pid < 0) return spawn_failure(job.launch, result);
  // Stopped at its exec by ptrace; where ptrace is forbidden, it has ended without one.
  int status = 0;
  ::waitpid(result.pid, &status, WUNTRACED);
  if (WIFSTOPPED(status)) {
    ::kill(result.pid, SIGKILL);
    ::waitpid(result.pid, &status, 0);
  }
  return event_for(job.launch, EventKind::exec_works);
}

}  // namespace perfbench::launcher
