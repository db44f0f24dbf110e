#include "collector/connection_stream.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace perfbench::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = ConnectionStream::Clock;

std::array<int, 2> socket_pair() {
  std::array<int, 2> pair{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  return pair;
}

class Streams : public testing::Test {
 protected:
  Streams() { stream_.begin_body(Clock::now() + seconds(30)); }
  ~Streams() override {
    for (const int socket : pair_) ::close(socket);
  }

  void other_sends(std::string_view bytes) const {
    EXPECT_EQ(::send(pair_[0], bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }
  std::string other_gets() const {
    std::array<char, 4096> piece;
    const ssize_t count = ::recv(pair_[0], piece.data(), piece.size(), MSG_DONTWAIT);
    return count > 0 ? std::string(piece.data(), static_cast<std::size_t>(count)) : "";
  }
  std::string read(std::size_t most) {
    std::string bytes(most, '\0');
    const ssize_t count = stream_.read(bytes.data(), most);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }

  std::array<int, 2> pair_ = socket_pair();
  ConnectionStream stream_{pair_[1]};
};

TEST_F(Streams, ReadWhatCameInPieces) {
  other_sends("abcdef");
  EXPECT_EQ(read(2), "ab");
  EXPECT_TRUE(stream_.has_input());
  EXPECT_EQ(read(100), "cdef");
  EXPECT_FALSE(stream_.has_input());
}

TEST_F(Streams, SendWhatWasWrittenBeforeTheyWait) {
  stream_.write("100 Continue", 12);
  EXPECT_EQ(other_gets(), "");
  std::jthread other([&] {
    std::string got;
    while (got.empty()) got = other_gets();
    other_sends("go on, after " + got);
  });
  EXPECT_EQ(read(100), "go on, after 100 Continue");
}

TEST_F(Streams, EndWithTheOtherSide) {
  ::shutdown(pair_[0], SHUT_WR);
  EXPECT_EQ(read(10), "");
  EXPECT_FALSE(stream_.timed_out());
}

TEST_F(Streams, ReadNoMoreThanAHeadMayTake) {
  stream_.begin_head(Clock::now() + seconds(30), 4);
  other_sends("abcdef");
  EXPECT_EQ(read(3), "abc");
  EXPECT_EQ(read(3), "d");
  EXPECT_EQ(read(3), "");
  stream_.begin_body(Clock::now() + seconds(30));
  EXPECT_EQ(read(3), "ef");
}

TEST_F(Streams, ReadUntilTheirDeadline) {
  stream_.begin_body(Clock::now() + milliseconds(20));
  EXPECT_EQ(read(1), "");
  EXPECT_TRUE(stream_.timed_out());
}

TEST_F(Streams, AreTimedOutThoughBytesKeepComing) {
  stream_.begin_body(Clock::now() + milliseconds(30));
  std::jthread other([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      other_sends("x");
      std::this_thread::sleep_for(milliseconds(1));
    }
  });
  while (!read(1).empty()) continue;
  EXPECT_TRUE(stream_.timed_out());
}

TEST_F(Streams, AwaitInputAndTakeNone) {
  EXPECT_FALSE(stream_.await_input(milliseconds(5)));
  ConnectionStream fresh(pair_[1]);
  other_sends("x");
  EXPECT_TRUE(fresh.await_input(seconds(30)));
  EXPECT_FALSE(fresh.has_input());
}

TEST_F(Streams, DoNotSendForEverToWhoDoesNotRead) {
  const std::string much(8'000'000, 'x');
  stream_.begin_body(Clock::now() + milliseconds(30));
  stream_.write(much.data(), much.size());
  EXPECT_FALSE(stream_.flush());
}

TEST_F(Streams, TellTheOtherSideThatNothingMoreComesAndReadTheRest) {
  other_sends("what nobody wants");
  std::jthread other([&] {
    std::array<char, 16> piece;
    EXPECT_EQ(::recv(pair_[0], piece.data(), piece.size(), 0), 0);
    ::shutdown(pair_[0], SHUT_WR);
  });
  const auto begin = Clock::now();
  stream_.linger();
  EXPECT_LT(Clock::now() - begin, milliseconds(900));
}

}  // namespace
}  // namespace perfbench::collector
