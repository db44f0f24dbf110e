#include "worker_table.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc_children.h"
#include "request_text.h"
#include "spawn.h"

namespace perfbench::launcher {

namespace {

// Between SIGTERM and SIGKILL of a worker whose time is up.
constexpr std::int64_t kGraceNs = 500'000'000;
// A killed process that has not gone by then (uninterruptible I/O) no longer holds up the run.
constexpr std::int64_t kClearNs = 2'000'000'000;

Usage usage_of(const rusage& ru) {
  constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
  return {.user_us = ru.ru_utime.tv_sec * kMicrosecondsPerSecond + ru.ru_utime.tv_usec,
          .system_us = ru.ru_stime.tv_sec * kMicrosecondsPerSecond + ru.ru_stime.tv_usec,
          .max_rss_kb = ru.ru_maxrss,
          .voluntary_switches = ru.ru_nvcsw,
          .involuntary_switches = ru.ru_nivcsw};
}

void add_usage(Usage& sum, const Usage& other) {
  sum.user_us += other.user_us;
  sum.system_us += other.system_us;
  if (other.max_rss_kb > sum.max_rss_kb) sum.max_rss_kb = other.max_rss_kb;
  sum.voluntary_switches += other.voluntary_switches;
  sum.involuntary_switches += other.involuntary_switches;
}

Event event_for(const Request& request, EventKind kind) {
  return {.kind = kind, .batch = request.batch, .worker = request.worker};
}

// The worker leads its group, unless it has left it.
void signal_group(pid_t pid, int signal) {
  ::kill(-pid, signal);
  if (::getpgid(pid) != pid) ::kill(pid, signal);
}

SpawnResult spawn_job(const Job& job, bool stop_at_exec) {
  // Descriptors that found no room here were dropped on the way.
  if (job.descriptors[kText] < 0) return {.failed_step = SpawnStep::redirect, .error_number = EMFILE};
  RequestText text(job);
  if (!text.usable()) return {.failed_step = SpawnStep::clone, .error_number = errno};
  SpawnPlan plan = text.plan(job);
  plan.stop_at_exec = stop_at_exec;
  return spawn(plan);
}

Event spawn_failure(const Request& request, const SpawnResult& result) {
  Event event = event_for(request, EventKind::spawn_failed);
  event.spawn_begin_ns = result.begin_ns;
  event.spawn_end_ns = result.end_ns;
  event.error_number = result.error_number;
  event.step = result.failed_step;
  return event;
}

}  // namespace

Event try_exec(const Job& job) {
  const SpawnResult result = spawn_job(job, true);
  if (result.pid < 0) return spawn_failure(job.request, result);
  // Stopped at its exec by ptrace; where ptrace is forbidden, it has ended without one.
  int status = 0;
  ::waitpid(result.pid, &status, WUNTRACED);
  if (WIFSTOPPED(status)) {
    ::kill(result.pid, SIGKILL);
    ::waitpid(result.pid, &status, 0);
  }
  return event_for(job.request, EventKind::exec_works);
}

void WorkerTable::enqueue(const Job& job) {
  if (stopping_) {
    Job dropped = job;
    close_descriptors(dropped);
    return;
  }
  queue_.push_back(job);
}

void WorkerTable::stop() {
  stopping_ = true;
  for (Job& job : queue_) close_descriptors(job);
  queue_.clear();
  for (Worker& worker : batch_) {
    if (worker.state == State::running && !worker.asked_to_end) ask_to_end(worker, EndedBy::abort);
  }
  if (batch_.empty()) post({.kind = EventKind::stopped});
}

void WorkerTable::start_ready_batch() {
  while (batch_.empty() && !queue_.empty() && queue_.size() >= queue_.front().request.batch_size) {
    const std::uint32_t size = queue_.front().request.batch_size;
    batch_.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      start(queue_.front());
      close_descriptors(queue_.front());
      queue_.pop_front();
      // The first of a large batch may end before the last is started.
      reap();
      enforce_deadlines();
    }
    finish_batch_if_done();
  }
}

void WorkerTable::start(const Job& job) {
  const SpawnResult result = spawn_job(job, false);
  if (result.pid < 0) {
    Worker failed{.request = job.request, .state = State::closed};
    batch_.push_back(failed);
    post(spawn_failure(job.request, result));
    return;
  }
  Event event = event_for(job.request, EventKind::started);
  event.pid = result.pid;
  event.spawn_begin_ns = result.begin_ns;
  event.spawn_end_ns = result.end_ns;
  event.first_sample = sample_once(result.pid);
  Worker worker{.request = job.request, .pid = result.pid};
  if (job.request.timeout_ns > 0) worker.deadline_ns = result.begin_ns + job.request.timeout_ns;
  worker.exited = event;
  worker.exited.kind = EventKind::exited;
  batch_.push_back(worker);
  post(event);
}

void WorkerTable::reap() {
  bool reaped_any = false;
  while (true) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
    // Its process group can be asked for only as long as it is not reaped.
    const pid_t group = ::getpgid(info.si_pid);
    rusage ru{};
    int status = 0;
    if (::wait4(info.si_pid, &status, WNOHANG, &ru) != info.si_pid) break;
    const std::int64_t now = monotonic_ns();
    reaped_any = true;
    if (Worker* worker = by_pid(info.si_pid); worker != nullptr) {
      worker->state = State::clearing;
      worker->deadline_ns = now + kClearNs;
      worker->exited.reaped_ns = now;
      worker->exited.wait_status = status;
      worker->exited.ended_by = worker->ended_by;
      add_usage(worker->exited.usage, usage_of(ru));
    } else if (was_given_up(info.si_pid) || was_given_up(group)) {
      continue;  // told of already, and no later worker's
    } else if (Worker* owner = by_group(group); owner != nullptr) {
      add_usage(owner->exited.usage, usage_of(ru));
      const bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
      if (owner->state == State::clearing && was_killed) ++owner->exited.leftovers;
    } else {
      ++unattributed_;
    }
  }
  if (!reaped_any) return;
  for (Worker& worker : batch_) {
    if (worker.state == State::clearing) close_if_clear(worker);
  }
  finish_batch_if_done();
}

void WorkerTable::close_if_clear(Worker& worker) {
  if (kill_leftovers(worker) > 0 && monotonic_ns() < worker.deadline_ns) return;
  worker.state = State::closed;
  worker.deadline_ns = 0;
  post(worker.exited);
}

std::uint32_t WorkerTable::kill_leftovers(Worker& ended) {
  struct Sweep {
    WorkerTable* table;
    pid_t group;
    bool all;
    std::uint32_t found;
  } sweep{this, ended.pid, !any_running(), 0};
  const auto visit = [](pid_t pid, void* context) {
    auto* state = static_cast<Sweep*>(context);
    if (state->table->by_pid(pid) != nullptr || state->table->was_given_up(pid)) return;
    if (!state->all && ::getpgid(pid) != state->group) return;
    ::kill(pid, SIGKILL);
    ++state->found;
  };
  for_each_child(own_children_, visit, &sweep);
  return sweep.found;
}

void WorkerTable::finish_batch_if_done() {
  if (batch_.empty() || batch_.size() < batch_.front().request.batch_size) return;
  for (const Worker& worker : batch_) {
    if (worker.state != State::closed) return;
  }
  Event done = event_for(batch_.front().request, EventKind::batch_done);
  done.leftovers = unattributed_;
  unattributed_ = 0;
  batch_.clear();
  post(done);
  if (stopping_) post({.kind = EventKind::stopped});
}

void WorkerTable::ask_to_end(Worker& worker, EndedBy reason) {
  worker.ended_by = reason;
  worker.asked_to_end = true;
  worker.deadline_ns = monotonic_ns() + kGraceNs;
  signal_group(worker.pid, SIGTERM);
  signal_group(worker.pid, SIGCONT);  // a stopped worker takes its SIGTERM only when it goes on
}

// Another user's (a setuid program), or stuck in the kernel: the run goes on without it.
void WorkerTable::give_up(Worker& worker) {
  given_up_.push_back(worker.pid);
  worker.exited.reaped_ns = monotonic_ns();
  worker.exited.ended_by = worker.ended_by;
  worker.exited.leftovers = 1;
  worker.exited.usage.max_rss_kb = kUnknown;  // it was never reaped, so nothing is known
  worker.state = State::closed;
  worker.deadline_ns = 0;
  post(worker.exited);
}

void WorkerTable::enforce_deadlines() {
  const std::int64_t now = monotonic_ns();
  for (Worker& worker : batch_) {
    if (worker.deadline_ns == 0 || now < worker.deadline_ns) continue;
    if (worker.state == State::clearing) {
      close_if_clear(worker);
    } else if (worker.state == State::running && !worker.asked_to_end) {
      ask_to_end(worker, EndedBy::timeout);
    } else if (worker.state == State::running && !worker.killed) {
      signal_group(worker.pid, SIGKILL);
      worker.killed = true;
      worker.deadline_ns = now + kClearNs;
    } else if (worker.state == State::running) {
      give_up(worker);
    }
  }
  finish_batch_if_done();
}

std::int64_t WorkerTable::next_deadline_in() const {
  std::int64_t nearest = 0;
  for (const Worker& worker : batch_) {
    if (worker.deadline_ns == 0) continue;
    if (nearest == 0 || worker.deadline_ns < nearest) nearest = worker.deadline_ns;
  }
  if (nearest == 0) return -1;
  const std::int64_t left = nearest - monotonic_ns();
  return left > 0 ? left : 0;
}

WorkerTable::Worker* WorkerTable::by_pid(pid_t pid) {
  for (Worker& worker : batch_) {
    if (worker.pid == pid && worker.state == State::running) return &worker;
  }
  return nullptr;
}

// With one worker in the batch there is no doubt; among several the process group tells.
WorkerTable::Worker* WorkerTable::by_group(pid_t group) {
  if (!batch_.empty() && batch_.front().request.batch_size == 1) return &batch_.front();
  for (Worker& worker : batch_) {
    if (worker.pid == group && worker.state != State::closed) return &worker;
  }
  return nullptr;
}

bool WorkerTable::was_given_up(pid_t pid) const {
  for (const pid_t given_up : given_up_) {
    if (given_up == pid) return true;
  }
  return false;
}

bool WorkerTable::any_running() const {
  for (const Worker& worker : batch_) {
    if (worker.state == State::running) return true;
  }
  return false;
}

void WorkerTable::post(const Event& event) {
  unsent_.push_back(event);
  flush();
}

void WorkerTable::flush() {
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(socket_, &unsent_.front(), sizeof unsent_.front(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    unsent_.pop_front();  // of a session that is gone the main loop learns by the end of the socket
  }
}

}  // namespace perfbench::launcher
