// The launcher's work: batches of workers in their order, their deadlines, their deaths, and what they leave behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "command_text.h"
#include "event_counters.h"
#include "event_queue.h"
#include "job.h"
#include "protocol.h"
#include "spawn.h"
#include "worker_group.h"

namespace perfbench::launcher {

class WorkerTable {
 public:
  WorkerTable(EventQueue& events, int own_children) : events_(events), own_children_(own_children) {}

  void enqueue(Job&& job);
  // Ends what runs and drops what is queued.
  void stop();

  // Whether the next batch is complete.
  bool has_ready_batch() const { return !queue_.empty() && queue_.size() >= queue_.front().launch.batch_size; }
  // Starts it if nothing of the one before is left.
  void start_ready_batch();
  // Takes every child that has died.
  void reap();
  // Sends the signals that are due.
  void enforce_deadlines();
  // Nothing runs, and nothing can be started.
  bool is_idle() const { return batch_.empty(); }
  // Nanoseconds from now until a deadline falls due; -1 for none.
  std::int64_t next_deadline_in() const;

 private:
  enum class State { running, clearing, closed };  // clearing: it is reaped, what it left behind is being killed
  struct Worker {
    Job job;
    pid_t pid = 0;
    State state = State::running;
    std::int64_t deadline_ns = 0;
    std::int64_t tell_ns = 0;   // when the session is to hear of its start, which it need not before its first sample
    bool asked_to_end = false;  // SIGTERM is sent; SIGKILL follows at the deadline
    bool killed = false;        // SIGKILL is sent; at the next deadline it is given up
    EndedBy ended_by = EndedBy::itself;
    Event exited = {};
    LastLook before = {};  // of one that was held: what it had done until then
    int io_ahead = -1;
    bool io_is_partial = false;  // that of an orphan is unknown
    EventCounters counters = {};
    WorkerGroup group = {};

    bool probes(Probes probe) const { return (job.command->command.probes & probe) != 0; }
  };
  struct Claim {
    pid_t pid;
    std::uint32_t worker;  // place in batch_
  };

  void start(Job job);
  void hold(Worker& worker);
  void begin(Worker& worker, const SpawnResult& result);
  // Its event, which is posted once.
  static Event take_started(Worker& worker);
  void take_worker(Worker& worker, std::int64_t ended_ns, int status, const Usage& usage, const LastLook& look);
  void take_orphan(pid_t pid, Worker* owner, int status, const Usage& usage, const LastLook& look);
  void ask_to_end(Worker& worker, EndedBy reason);
  void close_if_clear(Worker& worker);
  void close(Worker& worker);
  void finish_batch_if_done();
  void give_up(Worker& worker);
  bool take_group(Worker& worker);
  // Whether a worker must be moved into its group.
  bool must_enter(Worker& worker);
  void put_away_group(Worker& worker);
  // Kills children of this process that no running worker can own; all of them once no worker of the batch runs. Those
  // that it is to give up are left alone from then on.
  std::uint32_t kill_leftovers(Worker& ended, bool give_up);
  Worker* by_pid(pid_t pid);
  // The worker that a child which is none belongs to: by its process group or control group, or as was found out
  // before. Null: none.
  Worker* known_owner_of(pid_t pid, pid_t group);
  // Also by the environment that it was given, if it lives.
  Worker* owner_of(pid_t pid, pid_t group);
  bool was_given_up(pid_t pid) const;
  bool any_running() const;

  EventQueue& events_;
  int own_children_;
  std::deque<Job> queue_;
  std::vector<Worker> batch_;
  std::vector<Claim> claims_;    // processes of the batch that left their worker's group
  std::vector<pid_t> given_up_;  // processes of earlier batches that cannot be killed
  std::vector<WorkerGroup> spare_groups_;
  std::vector<WorkerGroup> remaining_groups_;
  std::uint32_t groups_made_ = 0;
  std::optional<bool> can_be_born_inside_;
  bool stopping_ = false;
};

}  // namespace perfbench::launcher
