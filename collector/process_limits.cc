#include "collector/process_limits.h"

#include <malloc.h>
#include <sys/resource.h>

namespace perfbench::collector {

namespace {

void raise_limit_of_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Threads of many connections would each keep memory for themselves.
void keep_memory_together() { ::mallopt(M_ARENA_MAX, 1); }

// Memory of a body serves the next one: to give it back and to take it anew is a page fault each 4 KiB.
void keep_memory_of_bodies() {
  constexpr int kKept = 32 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kKept);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
}

}  // namespace

void set_process_limits() {
  raise_limit_of_descriptors();
  keep_memory_together();
  keep_memory_of_bodies();
}

}  // namespace perfbench::collector
