#include "give_back.h"

#include <sys/stat.h>

#include "output_tail.h"

namespace perfbench::launcher {

namespace {

// Less is freed sooner than it is asked for, by the session.
constexpr off_t kWorthIt = off_t{1024} * 1024;

}  // namespace

void give_back_output(const Job& job) {
  for (unsigned i = 0; i < kStdioCount; ++i) {
    struct stat status {};
    if ((job.launch.discardable & (1U << i)) == 0 || job.stdio[i] < 0) continue;
    if (::fstat(job.stdio[i], &status) != 0 || status.st_size < kWorthIt) continue;
    free_range(job.stdio[i], 0, kept_from(status.st_size));
  }
}

}  // namespace perfbench::launcher
