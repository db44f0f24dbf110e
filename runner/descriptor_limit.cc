#include "runner/descriptor_limit.h"

#include <sys/resource.h>

namespace perfbench {

std::uint64_t raise_descriptor_limit() {
  static const std::uint64_t original = [] {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return soft;
  }();
  return original;
}

}  // namespace perfbench
