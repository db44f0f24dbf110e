// For LD_PRELOAD: the system's clock is an hour behind as soon as the file is there that the environment names in
// PERFBENCH_TEST_CLOCK_BACK. The monotonic clock goes on.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, time);
  const char* file = std::getenv("PERFBENCH_TEST_CLOCK_BACK");
  if (result == 0 && clock == CLOCK_REALTIME && file != nullptr && ::access(file, F_OK) == 0) time->tv_sec -= 3600;
  return static_cast<int>(result);
}
