#include "memory_look.h"

#include <stdlib.h>
#include <string.h>

#include "proc_text.h"

namespace perfbench::launcher {

namespace {

// The number after `name`; unknown where it does not stand there.
std::int64_t number_after(const char* text, const char* name) {
  const char* found = ::strstr(text, name);
  return found == nullptr ? kUnknown : ::strtoll(found + ::strlen(name), nullptr, 10);
}

}  // namespace

MemoryLook look_at_memory(pid_t pid) {
  MemoryLook look;
  char text[2048];
  if (!read_proc_file(pid, "smaps_rollup", text, sizeof text)) return look;
  look.pss_kb = number_after(text, "\nPss:");
  look.private_dirty_kb = number_after(text, "\nPrivate_Dirty:");
  look.swap_kb = number_after(text, "\nSwapPss:");
  return look;
}

std::int64_t read_peak_rss_kb(pid_t pid) {
  char text[4096];
  return read_proc_file(pid, "status", text, sizeof text) ? number_after(text, "\nVmHWM:") : kUnknown;
}

}  // namespace perfbench::launcher
