// Events on their way to the session: sent several at a time, and never waited for, so that a busy session costs no
// worker its time stamps.
#pragma once

#include <deque>

#include "protocol.h"

namespace perfbench::launcher {

class EventQueue {
 public:
  explicit EventQueue(int socket) : socket_(socket) {}

  void post(const Event& event) { unsent_.push_back(event); }
  // Sends what the socket has room for.
  void flush();
  bool has_unsent() const { return !unsent_.empty(); }

 private:
  int socket_;
  std::deque<Event> unsent_;
};

}  // namespace perfbench::launcher
