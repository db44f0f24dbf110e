#include "worker_table.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command_text.h"
#include "exit_stop.h"
#include "give_back.h"
#include "last_look.h"
#include "proc_children.h"
#include "process_environment.h"
#include "spawn.h"
#include "spawn_job.h"
#include "usage.h"

namespace perfbench::launcher {

namespace {

// Between SIGTERM and SIGKILL of a worker whose time is up.
constexpr std::int64_t kGraceNs = 500'000'000;
// A killed process that has not gone by then (uninterruptible I/O) no longer holds up the run.
constexpr std::int64_t kClearNs = 2'000'000'000;
// Asking what a worker read, wrote and waited for takes some 20 us, in which the next is not started yet.
constexpr std::int64_t kWorthAskingNs = 1'000'000;

// The worker leads its group, unless it has left it.
void signal_group(pid_t pid, int signal) {
  ::kill(-pid, signal);
  if (::getpgid(pid) != pid) ::kill(pid, signal);
}

}  // namespace

void WorkerTable::enqueue(Job&& job) {
  if (!stopping_) queue_.push_back(std::move(job));
}

void WorkerTable::stop() {
  stopping_ = true;
  queue_.clear();
  for (Worker& worker : batch_) {
    if (worker.state == State::running && !worker.asked_to_end) ask_to_end(worker, EndedBy::abort);
  }
  if (batch_.empty()) events_.post(event_for({}, EventKind::stopped));
}

void WorkerTable::start_ready_batch() {
  while (batch_.empty() && has_ready_batch()) {
    std::erase_if(remaining_groups_, [](WorkerGroup& group) { return group.remove(); });
    const std::uint32_t size = queue_.front().launch.batch_size;
    batch_.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      start(std::move(queue_.front()));
      queue_.pop_front();
      if (i + 1 == size) break;
      if (events_.due_in() == 0) events_.flush();
      // The first of a large batch may end before the last is started.
      reap();
      enforce_deadlines();
    }
    finish_batch_if_done();
  }
}

void WorkerTable::start(Job job) {
  batch_.push_back({.job = std::move(job)});
  Worker& worker = batch_.back();
  worker.exited = event_for(worker.job.launch, EventKind::exited);
  const CommandText* command = worker.job.command;
  const bool is_grouped = command != nullptr && !command->groups.empty();
  if (is_grouped && !take_group(worker) && command->has_group_limits()) {
    return begin(worker, {.failed_step = SpawnStep::group, .error_number = worker.group.error_number()});
  }
  if (command != nullptr && (command->command.probes != 0 || must_enter(worker))) return hold(worker);
  begin(worker, spawn_job(worker.job, worker.group.birthplace()));
}

void WorkerTable::hold(Worker& worker) {
  HeldChild held = hold_job(worker.job);
  if (held.pid < 0) return begin(worker, {.failed_step = SpawnStep::clone, .error_number = held.error_number});
  if (worker.group.exists() && !worker.group.enter(held.pid) && worker.job.command->has_group_limits()) {
    drop(held);
    return begin(worker, {.failed_step = SpawnStep::group, .error_number = worker.group.error_number()});
  }
  worker.pid = held.pid;
  if (worker.probes(kProbeCounters)) worker.counters.open(worker.pid);
  if (worker.probes(kProbeExit)) stop_at_exit(worker.pid);
  worker.before = take_last_look(worker.pid);
  begin(worker, release(held));
}

void WorkerTable::begin(Worker& worker, const SpawnResult& result) {
  const Launch& launch = worker.job.launch;
  // Of several workers, the session gives back what one has written while the others run.
  if (launch.batch_size > 1) worker.job.close_stdio();
  if (result.pid < 0) {
    worker.state = State::closed;
    worker.counters.close();
    worker.group.look();  // what it has used is not the next one's
    put_away_group(worker);
    events_.post(spawn_failure(launch, result));
    return;
  }
  std::erase(given_up_, result.pid);  // whoever had the number is gone
  worker.pid = result.pid;
  worker.tell_ns = result.end_ns + kFirstSampleNs;
  worker.exited.pid = result.pid;
  worker.exited.spawn_begin_ns = result.begin_ns;
  worker.exited.spawn_end_ns = result.end_ns;
  const std::int64_t timeout_ns = worker.job.command->command.timeout_ns;
  if (timeout_ns > 0) worker.deadline_ns = result.begin_ns + timeout_ns;
}

Event WorkerTable::take_started(Worker& worker) {
  worker.tell_ns = 0;
  Event started = worker.exited;
  started.kind = EventKind::started;
  return started;
}

void WorkerTable::reap() {
  bool reaped_any = false;
  while (true) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
    const std::int64_t ended_ns = monotonic_ns();
    Worker* worker = by_pid(info.si_pid);
    if (info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED) {
      ExitLook unwanted;
      take_trap(info.si_pid, worker == nullptr ? unwanted : worker->exited.exit_look);
      continue;
    }
    // What can be asked for only as long as it is not reaped.
    const pid_t group = worker == nullptr ? ::getpgid(info.si_pid) : info.si_pid;
    Worker* owner = worker == nullptr ? known_owner_of(info.si_pid, group) : nullptr;
    LastLook look;
    if (worker == nullptr || ended_ns - worker->exited.spawn_begin_ns >= kWorthAskingNs) {
      look = take_last_look(info.si_pid, worker == nullptr ? -1 : worker->io_ahead);
    }
    rusage ru{};
    int status = 0;
    if (::wait4(info.si_pid, &status, WNOHANG, &ru) != info.si_pid) break;
    reaped_any = true;
    if (worker != nullptr) {
      take_worker(*worker, ended_ns, status, usage_of(ru), look);
    } else if (!was_given_up(info.si_pid) && !was_given_up(group)) {  // those are told of already
      take_orphan(info.si_pid, owner, status, usage_of(ru), look);
    }
  }
  if (!reaped_any) return;
  for (Worker& worker : batch_) {
    if (worker.state == State::clearing) close_if_clear(worker);
  }
  finish_batch_if_done();
}

void WorkerTable::take_worker(Worker& worker, std::int64_t ended_ns, int status, const Usage& usage,
                              const LastLook& look) {
  if (worker.tell_ns != 0) events_.post(take_started(worker));
  worker.state = State::clearing;
  worker.deadline_ns = ended_ns + kClearNs;
  worker.exited.ended_ns = ended_ns;
  worker.exited.wait_status = status;
  worker.exited.ended_by = worker.ended_by;
  add_usage(worker.exited.usage, usage);
  add_io(worker.exited.last_look, look);
  worker.io_is_partial |= look.chars_read == kUnknown;
  worker.exited.last_look.on_cpu_ns = look.on_cpu_ns;
  worker.exited.last_look.run_queue_wait_ns = look.run_queue_wait_ns;
  take_off(worker.exited.last_look, worker.before);
}

void WorkerTable::take_orphan(pid_t pid, Worker* owner, int status, const Usage& usage, const LastLook& look) {
  const bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (owner != nullptr) {
    add_usage(owner->exited.usage, usage);
    add_io(owner->exited.last_look, look);
    owner->io_is_partial |= look.chars_read == kUnknown;
    if (owner->state == State::clearing && was_killed) ++owner->exited.leftovers;
    return;
  }
  if (batch_.empty()) return;
  Event orphan = event_for(batch_.front().job.launch, EventKind::orphan);
  orphan.pid = pid;
  orphan.leftovers = was_killed ? 1 : 0;
  orphan.usage = usage;
  orphan.last_look = look;
  events_.post(orphan);
}

void WorkerTable::close_if_clear(Worker& worker) {
  const bool is_late = monotonic_ns() >= worker.deadline_ns;
  const std::uint32_t found = kill_leftovers(worker, is_late);
  if (found > 0 && !is_late) return;
  worker.exited.survivors = found;
  close(worker);
}

void WorkerTable::close(Worker& worker) {
  if (worker.probes(kProbeCounters)) worker.counters.read(worker.exited.counters);
  worker.counters.close();
  if (worker.io_ahead >= 0) ::close(worker.io_ahead);
  if (worker.io_is_partial) forget_io(worker.exited.last_look);
  worker.exited.group = worker.group.look();
  put_away_group(worker);
  worker.state = State::closed;
  worker.deadline_ns = 0;
  events_.post(worker.exited);
}

bool WorkerTable::take_group(Worker& worker) {
  const CommandText& command = *worker.job.command;
  if (!spare_groups_.empty() && spare_groups_.back().command() == &command) {
    worker.group = std::move(spare_groups_.back());
    spare_groups_.pop_back();
    return true;
  }
  return worker.group.make(command, ++groups_made_);
}

bool WorkerTable::must_enter(Worker& worker) {
  if (!worker.group.exists()) return false;
  const int birthplace = worker.group.birthplace();
  if (birthplace >= 0 && !can_be_born_inside_) {
    can_be_born_inside_ = can_spawn_into(birthplace);
    worker.group.look();  // so that the trial is not counted
  }
  return birthplace < 0 || worker.group.must_be_entered() || !*can_be_born_inside_;
}

// One in which something lives on is tried again before the next batch, and at the end.
void WorkerTable::put_away_group(Worker& worker) {
  if (!worker.group.exists()) return;
  if (worker.group.is_reusable()) {
    spare_groups_.push_back(std::move(worker.group));
  } else if (!worker.group.remove()) {
    remaining_groups_.push_back(std::move(worker.group));
  }
}

std::uint32_t WorkerTable::kill_leftovers(Worker& ended, bool give_up) {
  struct Sweep {
    WorkerTable& table;
    const Worker& ended;
    bool give_up;
    bool all;
    std::uint32_t found;
  } sweep{*this, ended, give_up, !any_running(), 0};
  const auto visit = [](pid_t pid, void* context) {
    auto* state = static_cast<Sweep*>(context);
    WorkerTable& table = state->table;
    if (table.by_pid(pid) != nullptr || table.was_given_up(pid)) return;
    const Worker* owner = table.owner_of(pid, ::getpgid(pid));
    if (owner != &state->ended && !state->all) return;
    ::kill(pid, SIGKILL);
    ++state->found;
    if (state->give_up) table.given_up_.push_back(pid);
  };
  for_each_child(own_children_, visit, &sweep);
  if (sweep.found > 0) ended.group.kill();
  return sweep.found;
}

void WorkerTable::finish_batch_if_done() {
  if (batch_.empty() || batch_.size() < batch_.front().job.launch.batch_size) return;
  for (const Worker& worker : batch_) {
    if (worker.state != State::closed) return;
  }
  for (const Worker& worker : batch_) give_back_output(worker.job);
  events_.post(event_for(batch_.front().job.launch, EventKind::batch_done));
  batch_.clear();
  claims_.clear();
  if (stopping_) events_.post(event_for({}, EventKind::stopped));
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
  worker.exited.ended_ns = monotonic_ns();
  worker.exited.ended_by = worker.ended_by;
  worker.exited.survivors = 1;
  worker.exited.usage.max_rss_kb = kUnknown;  // it was never reaped, so nothing is known
  close(worker);
}

void WorkerTable::enforce_deadlines() {
  bool any_due = false;
  const std::int64_t now = monotonic_ns();
  for (Worker& worker : batch_) {
    if (worker.tell_ns != 0 && now >= worker.tell_ns) {
      worker.io_ahead = open_io_ahead(worker.pid);
      events_.post_urgent(take_started(worker));
    }
    if (worker.deadline_ns == 0 || now < worker.deadline_ns) continue;
    any_due = true;
    if (worker.state == State::clearing) {
      close_if_clear(worker);
    } else if (worker.state == State::running && !worker.asked_to_end) {
      ask_to_end(worker, EndedBy::timeout);
    } else if (worker.state == State::running && !worker.killed) {
      signal_group(worker.pid, SIGKILL);
      worker.group.kill();
      worker.killed = true;
      worker.deadline_ns = now + kClearNs;
    } else if (worker.state == State::running) {
      give_up(worker);
    }
  }
  if (any_due) finish_batch_if_done();
}

std::int64_t WorkerTable::next_deadline_in() const {
  std::int64_t nearest = 0;
  const auto consider = [&nearest](std::int64_t time_ns) {
    if (nearest == 0 || time_ns < nearest) nearest = time_ns;
  };
  for (const Worker& worker : batch_) {
    if (worker.deadline_ns != 0) consider(worker.deadline_ns);
    if (worker.tell_ns != 0) consider(worker.tell_ns);
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

// With one worker in the batch there is no doubt.
WorkerTable::Worker* WorkerTable::known_owner_of(pid_t pid, pid_t group) {
  if (batch_.empty() || batch_.front().job.launch.batch_size == 1) return batch_.empty() ? nullptr : &batch_.front();
  const CommandText* command = batch_.front().job.command;
  const std::uint32_t number = command == nullptr ? 0 : group_number_of(pid, *command);
  for (Worker& worker : batch_) {
    if (number != 0 && worker.group.number() == number && worker.state != State::closed) return &worker;
  }
  for (Worker& worker : batch_) {
    if (worker.pid == group && worker.state != State::closed) return &worker;
  }
  for (const Claim& claim : claims_) {
    if (claim.pid == pid) return &batch_[claim.worker];
  }
  return nullptr;
}

// What left its group still has the environment that it inherited, which can be read as long as it lives.
WorkerTable::Worker* WorkerTable::owner_of(pid_t pid, pid_t group) {
  if (Worker* known = known_owner_of(pid, group); known != nullptr) return known;
  const ProcessEnvironment environment(pid);
  for (std::uint32_t i = 0; i < batch_.size(); ++i) {
    if (!environment.holds_all(batch_[i].job.environment)) continue;
    claims_.push_back({pid, i});
    return &batch_[i];
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

}  // namespace perfbench::launcher
