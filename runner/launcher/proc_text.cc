#include "proc_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

namespace perfbench::launcher {

bool read_proc_file(pid_t pid, const char* name, char* text, std::size_t room) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/%s", static_cast<int>(pid), name);
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const ssize_t got = ::read(descriptor, text, room - 1);
  ::close(descriptor);
  if (got <= 0) return false;
  text[got] = '\0';
  return true;
}

}  // namespace perfbench::launcher
