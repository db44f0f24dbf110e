#include "give_back.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace perfbench::launcher {

namespace {

// Less is freed sooner than it is asked for, by the session.
constexpr off_t kWorthIt = 1024 * 1024;
constexpr off_t kBlock = 4096;

}  // namespace

void give_back_output(const Job& job) {
  for (unsigned i = 0; i < kStdioCount; ++i) {
    struct stat status {};
    if ((job.launch.discardable & (1U << i)) == 0 || job.stdio[i] < 0) continue;
    if (::fstat(job.stdio[i], &status) != 0 || status.st_size < kWorthIt) continue;
    const off_t consumed = (status.st_size - off_t{kOutputTailBytes}) / kBlock * kBlock;
    ::fallocate(job.stdio[i], FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, consumed);
  }
}

}  // namespace perfbench::launcher
