// What the runner says, as it comes.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "link/messages.h"

namespace perfbench::collector {

class ControlChannel {
 public:
  using Handler = std::function<void(const link::Message&)>;

  // `socket` is a stream socket; it stays the caller's.
  explicit ControlChannel(int socket) : socket_(socket) {}

  // Hands over what has come; of several threads that ask at once, one does. False when the runner is gone, or says
  // what cannot be understood.
  bool take_news(const Handler& handler);

  // Blocks until there is something to take.
  void await_news() const;

  // Blocks until it is sent. False when the runner is gone.
  bool tell(const std::string& line) const;

 private:
  bool take_lines(const Handler& handler);

  int socket_;
  std::mutex mutex_;
  std::string unread_;
};

}  // namespace perfbench::collector
