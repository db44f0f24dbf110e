// One launch or trial as the launcher received it.
#pragma once

#include <unistd.h>

#include <utility>
#include <vector>

#include "protocol.h"

namespace perfbench::launcher {

struct CommandText;

// The message, its descriptors (owned, close-on-exec; -1: /dev/null) and the worker's own environment strings.
class Job {
 public:
  Job() = default;
  Job(Job&& other) noexcept { *this = std::move(other); }
  Job& operator=(Job&& other) noexcept {
    launch = other.launch;
    command = other.command;
    complete = other.complete;
    environment = std::move(other.environment);
    for (unsigned i = 0; i < kStdioCount; ++i) std::swap(stdio[i], other.stdio[i]);
    return *this;
  }
  ~Job() { close_stdio(); }

  void close_stdio() {
    for (int& descriptor : stdio) {
      if (descriptor >= 0) ::close(descriptor);
      descriptor = -1;
    }
  }

  Launch launch;
  const CommandText* command = nullptr;
  int stdio[kStdioCount] = {-1, -1, -1};
  bool complete = true;           // false when a descriptor was lost on the way, for want of room
  std::vector<char> environment;  // launch.envc strings
};

}  // namespace perfbench::launcher
