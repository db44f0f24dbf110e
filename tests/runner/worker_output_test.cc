#include "runner/worker_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "runner/worker_home.h"

namespace perfbench {
namespace {

class WorkerOutputTest : public testing::Test {
 protected:
  static void write(const WorkerStream& stream, const std::string& text) {
    ASSERT_EQ(::write(stream.worker_end(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  TemporaryRoot root_ = *TemporaryRoot::create(false);
};

TEST_F(WorkerOutputTest, TheTailIsTheLastLines) {
  const auto stream = WorkerStream::temporary_file(root_.path());
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->tail(2), "");
  write(*stream, "one");
  EXPECT_EQ(stream->tail(2), "one");
  write(*stream, "\ntwo\n\nthree\n\n");
  EXPECT_EQ(stream->tail(1), "three");
  EXPECT_EQ(stream->tail(3), "two\n\nthree");
  EXPECT_EQ(stream->tail(30), "one\ntwo\n\nthree");
}

TEST_F(WorkerOutputTest, ConsumedPartsOfATemporaryFileAreGivenBack) {
  auto stream = WorkerStream::temporary_file(root_.path());
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 40; ++i) {
    write(*stream, block);
    stream->trim();
  }
  write(*stream, "\nthe end\n");
  struct stat status {};
  ASSERT_EQ(::fstat(stream->worker_end(), &status), 0);
  EXPECT_GT(status.st_size, 40 << 20);
  EXPECT_LT(status.st_blocks * 512, 20 << 20);
  EXPECT_EQ(stream->tail(1), "the end");
}

TEST_F(WorkerOutputTest, ATemporaryFileServesAnotherWorkerAsIfItWereNew) {
  auto stream = WorkerStream::temporary_file(root_.path());
  write(*stream, std::string(20 << 20, 'x'));
  stream->trim();
  ::fcntl(stream->worker_end(), F_SETFL, O_NONBLOCK);  // takes O_APPEND off
  ::flock(stream->worker_end(), LOCK_EX);
  ASSERT_TRUE(stream->make_reusable());
  const FileDescriptor opened_anew(
      ::open(("/proc/self/fd/" + std::to_string(stream->worker_end())).c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_EQ(::flock(opened_anew.get(), LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(stream->tail(9), "");
  EXPECT_EQ(::fcntl(stream->worker_end(), F_GETFL) & (O_APPEND | O_NONBLOCK), O_APPEND);
  EXPECT_EQ(::lseek(stream->worker_end(), 0, SEEK_CUR), 0);
  write(*stream, std::string(20 << 20, 'y'));
  stream->trim();
  struct stat status {};
  ASSERT_EQ(::fstat(stream->worker_end(), &status), 0);
  EXPECT_LT(status.st_blocks * 512, 2 << 20);
}

TEST_F(WorkerOutputTest, OnlyATemporaryFileServesAnotherWorker) {
  EXPECT_FALSE(WorkerStream::log_file(root_.path() / "log")->make_reusable());
  EXPECT_FALSE(WorkerStream::pipe()->make_reusable());
  EXPECT_FALSE(WorkerStream::null().make_reusable());
}

TEST_F(WorkerOutputTest, ALogIsNeverTrimmed) {
  auto stream = WorkerStream::log_file(root_.path() / "deep/log");
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 12; ++i) write(*stream, block);
  stream->trim();
  struct stat status {};
  ASSERT_EQ(::fstat(stream->worker_end(), &status), 0);
  EXPECT_GE(status.st_blocks * 512, 12 << 20);
}

TEST_F(WorkerOutputTest, APipeKeepsOnlyItsTail) {
  auto stream = WorkerStream::pipe();
  for (int i = 0; i < 20; ++i) {
    write(*stream, std::string(5000, 'x') + "\n");
    stream->take_available();
  }
  write(*stream, "end\n");
  stream->take_available();
  EXPECT_EQ(stream->tail(1), "end");
  EXPECT_LE(stream->tail(100).size(), 4096U);
}

}  // namespace
}  // namespace perfbench
