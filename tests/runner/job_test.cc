#include "runner/launcher/job.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Job, MovesWhole) {
  launcher::Job job;
  job.launch.worker = 7;
  job.complete = false;
  job.environment = {'A', '=', '1', '\0'};
  const int null_device = job.stdio[2] = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  {
    const launcher::Job moved = std::move(job);
    EXPECT_EQ(moved.launch.worker, 7U);
    EXPECT_FALSE(moved.complete);
    EXPECT_EQ(moved.environment.size(), 4U);
    EXPECT_EQ(moved.stdio[2], null_device);
    EXPECT_NE(::fcntl(null_device, F_GETFD), -1);
  }
  EXPECT_EQ(::fcntl(null_device, F_GETFD), -1);
}

}  // namespace
}  // namespace perfbench
