#include "process_environment.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

namespace perfbench::launcher {

ProcessEnvironment::ProcessEnvironment(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/environ", static_cast<int>(pid));
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  char part[4096];
  while (true) {
    const ssize_t got = ::read(descriptor, part, sizeof part);
    if (got <= 0) break;
    text_.insert(text_.end(), part, part + got);
  }
  ::close(descriptor);
  if (!text_.empty()) text_.push_back('\0');
}

bool ProcessEnvironment::holds_all(const std::vector<char>& strings) const {
  if (text_.empty() || strings.empty()) return false;
  for (std::size_t at = 0; at < strings.size(); at += ::strlen(&strings[at]) + 1) {
    if (!holds(&strings[at])) return false;
  }
  return true;
}

bool ProcessEnvironment::holds(const char* string) const {
  for (std::size_t at = 0; at < text_.size(); at += ::strlen(&text_[at]) + 1) {
    if (::strcmp(&text_[at], string) == 0) return true;
  }
  return false;
}

}  // namespace perfbench::launcher
