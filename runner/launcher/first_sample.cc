#include "first_sample.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

std::int64_t read_resident_kb(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/statm", static_cast<int>(pid));
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return kUnknown;
  char text[128];
  const ssize_t got = ::read(descriptor, text, sizeof text - 1);
  ::close(descriptor);
  if (got <= 0) return kUnknown;
  text[got] = '\0';
  long long size_pages = 0;
  long long resident_pages = 0;
  if (::sscanf(text, "%lld %lld", &size_pages, &resident_pages) != 2) return kUnknown;
  if (resident_pages == 0) return kUnknown;  // a zombie
  return resident_pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

}  // namespace

FirstSample sample_once(pid_t pid) {
  constexpr int kAtItsExec = 3;  // stdin, stdout and stderr; a sample would only see what a library opens for a moment
  return {.rss_kb = read_resident_kb(pid), .open_fds = kAtItsExec, .direct_children = 0};
}

int open_schedstat(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/schedstat", static_cast<int>(pid));
  return ::open(path, O_RDONLY | O_CLOEXEC);
}

std::int64_t read_run_queue_wait(int schedstat) {
  char text[96];
  const ssize_t got = schedstat < 0 ? -1 : ::pread(schedstat, text, sizeof text - 1, 0);
  if (got <= 0) return kUnknown;
  text[got] = '\0';
  char* after_running = text;
  ::strtoll(text, &after_running, 10);
  char* after_waiting = after_running;
  const long long waited = ::strtoll(after_running, &after_waiting, 10);
  return after_waiting == after_running ? kUnknown : waited;
}

}  // namespace perfbench::launcher
