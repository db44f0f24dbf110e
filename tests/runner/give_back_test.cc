#include "runner/launcher/give_back.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "runner/launcher/output_tail.h"
#include "runner/request_builder.h"
#include "runner/worker_home.h"

namespace perfbench {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;

// A job whose stdout is a nameless file of this content.
class GiveBackTest : public testing::Test {
 protected:
  launcher::Job job_that_wrote(const std::string& text, bool discardable) {
    launcher::Job job;
    job.stdio[1] = ::open(root_.path().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    job.launch.discardable = discardable ? 1U << 1U : 0U;
    EXPECT_EQ(::write(job.stdio[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    return job;
  }
  static struct stat status_of(const launcher::Job& job) {
    struct stat status {};
    EXPECT_EQ(::fstat(job.stdio[1], &status), 0);
    return status;
  }

  TemporaryRoot root_ = *TemporaryRoot::create(false);
  int next_batch_ = 0;
};

TEST_F(GiveBackTest, OnlyTheTailOfALongOutputIsKept) {
  const std::string tail(static_cast<std::size_t>(launcher::kOutputTailBytes), 't');
  const launcher::Job job = job_that_wrote(std::string(3 * kMegabyte + 17, 'x') + tail, true);
  launcher::give_back_output(job);
  EXPECT_EQ(status_of(job).st_size, 3 * kMegabyte + 17 + tail.size());
  EXPECT_LE(status_of(job).st_blocks * 512, 3 * 4096);
  std::string kept(tail.size(), '\0');
  ASSERT_EQ(::pread(job.stdio[1], kept.data(), kept.size(), 3 * kMegabyte + 17), static_cast<ssize_t>(tail.size()));
  EXPECT_EQ(kept, tail);
}

TEST_F(GiveBackTest, ALogIsLeftWhole) {
  const launcher::Job job = job_that_wrote(std::string(2 * kMegabyte, 'x'), false);
  launcher::give_back_output(job);
  EXPECT_GE(status_of(job).st_blocks * 512, 2 * kMegabyte);
}

TEST_F(GiveBackTest, WhatIsKeptOnPurposeOrIsNoFileCannotBeDiscarded) {
  const auto discardable = [&](OutputMode output, bool keep_logs) {
    Plan plan;
    plan.worker.argv = {"/bin/true"};
    plan.worker.output = output;
    plan.worker.keep_logs = keep_logs;
    auto builder = RequestBuilder::create(plan, root_.path());
    builder->keep_logs_in(root_.path() / "logs");
    const auto worker = builder->prepare({next_batch_++, 0}, 1);
    return worker->request.discardable;
  };
  using Flags = std::array<bool, 3>;
  EXPECT_EQ(discardable(OutputMode::file, false), (Flags{false, true, true}));
  EXPECT_EQ(discardable(OutputMode::file, true), Flags{});
  EXPECT_EQ(discardable(OutputMode::pipe, false), Flags{});
  EXPECT_EQ(discardable(OutputMode::null, false), Flags{});
}

}  // namespace
}  // namespace perfbench
