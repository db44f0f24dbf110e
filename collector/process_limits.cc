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
void keep_memory_together() {
  constexpr int kArenas = 2;
  ::mallopt(M_ARENA_MAX, kArenas);
}

}  // namespace

void set_process_limits() {
  raise_limit_of_descriptors();
  keep_memory_together();
}

}  // namespace perfbench::collector
