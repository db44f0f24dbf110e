#include "runner/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>

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

int workers_within_descriptor_limit() {
  constexpr std::uint64_t kForOneself = 24;  // sockets, timers, reports
  constexpr std::uint64_t kPerWorker = 5;    // its input, two outputs, and what the probes keep open
  constexpr std::uint64_t kEnough = 100'000;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const std::uint64_t room = std::clamp<std::uint64_t>(limit.rlim_cur, kForOneself + kPerWorker, kEnough) - kForOneself;
  return static_cast<int>(room / kPerWorker);
}

}  // namespace perfbench
