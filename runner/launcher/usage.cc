#include "usage.h"

namespace perfbench::launcher {

Usage usage_of(const rusage& ru) {
  constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
  return {.user_us = ru.ru_utime.tv_sec * kMicrosecondsPerSecond + ru.ru_utime.tv_usec,
          .system_us = ru.ru_stime.tv_sec * kMicrosecondsPerSecond + ru.ru_stime.tv_usec,
          .max_rss_kb = ru.ru_maxrss,
          .voluntary_switches = ru.ru_nvcsw,
          .involuntary_switches = ru.ru_nivcsw,
          .minor_faults = ru.ru_minflt,
          .major_faults = ru.ru_majflt,
          .block_reads = ru.ru_inblock,
          .block_writes = ru.ru_oublock};
}

void add_usage(Usage& sum, const Usage& other) {
  sum.user_us += other.user_us;
  sum.system_us += other.system_us;
  if (other.max_rss_kb > sum.max_rss_kb) sum.max_rss_kb = other.max_rss_kb;
  sum.voluntary_switches += other.voluntary_switches;
  sum.involuntary_switches += other.involuntary_switches;
  sum.minor_faults += other.minor_faults;
  sum.major_faults += other.major_faults;
  sum.block_reads += other.block_reads;
  sum.block_writes += other.block_writes;
}

}  // namespace perfbench::launcher
