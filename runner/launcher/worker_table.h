// The launcher's work: batches of workers in their order, their deadlines, their deaths, and what they leave behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <vector>

#include "job.h"
#include "protocol.h"

namespace perfbench::launcher {

class WorkerTable {
 public:
  // `socket` takes the events, one packet each.
  WorkerTable(int socket, int own_children) : socket_(socket), own_children_(own_children) {}

  void enqueue(const Job& job);
  // Ends what runs and drops what is queued.
  void stop();

  // Starts the next batch if it is complete and nothing of the one before is left.
  void start_ready_batch();
  // Takes every child that has died.
  void reap();
  // Sends the signals that are due.
  void enforce_deadlines();
  // Sends an event when the socket has room for it; never waits, so that a busy session costs no worker its time
  // stamps.
  void post(const Event& event);
  void flush();
  bool has_unsent() const { return !unsent_.empty(); }
  // Nanoseconds from now until a deadline falls due; -1 for none.
  std::int64_t next_deadline_in() const;

 private:
  enum class State { running, clearing, closed };  // clearing: it is reaped, what it left behind is being killed
  struct Worker {
    Request request;
    pid_t pid = 0;
    State state = State::running;
    std::int64_t deadline_ns = 0;
    bool asked_to_end = false;  // SIGTERM is sent; SIGKILL follows at the deadline
    bool killed = false;        // SIGKILL is sent; at the next deadline it is given up
    EndedBy ended_by = EndedBy::itself;
    Event exited = {};
  };

  void start(const Job& job);
  void ask_to_end(Worker& worker, EndedBy reason);
  void close_if_clear(Worker& worker);
  void finish_batch_if_done();
  void give_up(Worker& worker);
  // Kills children of this process that no running worker can own; all of them once no worker of the batch runs.
  std::uint32_t kill_leftovers(Worker& ended);
  Worker* by_pid(pid_t pid);
  Worker* by_group(pid_t group);
  bool was_given_up(pid_t pid) const;
  bool any_running() const;

  int socket_;
  int own_children_;
  std::deque<Job> queue_;
  std::deque<Event> unsent_;
  std::vector<Worker> batch_;
  std::vector<pid_t> given_up_;  // workers of earlier batches that live on, and lead their groups
  std::uint32_t unattributed_ = 0;
  bool stopping_ = false;
};

// Runs the trial of a job: exec_works or spawn_failed.
Event try_exec(const Job& job);

}  // namespace perfbench::launcher
