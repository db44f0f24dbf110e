// Events on their way to the session. Telling wakes it, which disturbs the worker that has just started: so what can
// wait is told together. They are never waited for, so that a busy session costs no worker its time stamps.
#pragma once

#include <cstdint>
#include <deque>

#include "protocol.h"

namespace perfbench::launcher {

class EventQueue {
 public:
  explicit EventQueue(int socket) : socket_(socket) {}

  void post(const Event& event);
  void post_urgent(const Event& event);
  // Sends what the socket has room for.
  void flush();
  // Nanoseconds from now until flush() should be called; 0: now, -1: there is nothing to tell.
  std::int64_t due_in() const;

 private:
  int socket_;
  std::deque<Event> unsent_;
  std::int64_t due_ns_ = 0;
};

}  // namespace perfbench::launcher
