#include "run_queue_wait.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "protocol.h"

namespace perfbench::launcher {

std::int64_t read_run_queue_wait(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/schedstat", static_cast<int>(pid));
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return kUnknown;
  char text[96];
  const ssize_t got = ::read(descriptor, text, sizeof text - 1);
  ::close(descriptor);
  if (got <= 0) return kUnknown;
  text[got] = '\0';
  char* after_running = text;
  ::strtoll(text, &after_running, 10);
  char* after_waiting = after_running;
  const long long waited = ::strtoll(after_running, &after_waiting, 10);
  return after_waiting == after_running ? kUnknown : waited;
}

}  // namespace perfbench::launcher
