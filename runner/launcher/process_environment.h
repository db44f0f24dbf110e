// The environment that a process was started with, as /proc tells it: what left its group and session is known by it.
#pragma once

#include <sys/types.h>

#include <vector>

namespace perfbench::launcher {

class ProcessEnvironment {
 public:
  // Empty when the process is gone, a zombie, or not ours to read.
  explicit ProcessEnvironment(pid_t pid);

  // Whether each of these strings, all ended by a NUL, is in it. False for none.
  bool holds_all(const std::vector<char>& strings) const;

 private:
  bool holds(const char* string) const;

  std::vector<char> text_;  // ends with a NUL unless empty
};

}  // namespace perfbench::launcher
