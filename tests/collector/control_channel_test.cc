#include "collector/control_channel.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

namespace perfbench::collector {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::array<int, 2> connected_pair() {
  std::array<int, 2> pair{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  return pair;
}

class Channel : public testing::Test {
 protected:
  ~Channel() override {
    hang_up();
    ::close(pair_[1]);
  }

  void say(std::string_view text) const {
    EXPECT_EQ(::send(pair_[0], text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (pair_[0] >= 0) ::close(pair_[0]);
    pair_[0] = -1;
  }
  bool take() {
    return channel_.take_news([this](const link::Message& message) {
      if (const auto* finish = std::get_if<link::Finish>(&message)) heard_.push_back(finish->wait_ms);
    });
  }

  std::array<int, 2> pair_ = connected_pair();
  ControlChannel channel_{pair_[1]};
  std::vector<int> heard_;
};

std::string finish(int wait_ms) { return link::to_line(link::Finish{wait_ms}); }

TEST_F(Channel, HandsOverWhatHasCome) {
  EXPECT_TRUE(take());
  EXPECT_THAT(heard_, IsEmpty());
  say(finish(1) + finish(2));
  say(finish(3));
  EXPECT_TRUE(take());
  EXPECT_THAT(heard_, ElementsAre(1, 2, 3));
  EXPECT_TRUE(take());
  EXPECT_EQ(heard_.size(), 3U);
}

TEST_F(Channel, PutsLinesTogetherThatCameInPieces) {
  for (const char c : finish(1) + finish(22)) {
    say({&c, 1});
    EXPECT_TRUE(take());
  }
  EXPECT_THAT(heard_, ElementsAre(1, 22));
}

TEST_F(Channel, TakesMoreThanOneBufferFull) {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += finish(i);
  std::jthread runner([&] {
    say(lines);
    hang_up();
  });
  while (take()) channel_.await_news();
  ASSERT_EQ(heard_.size(), 20'000U);
  EXPECT_EQ(heard_.back(), 19'999);
}

TEST_F(Channel, EndsWithTheRunner) {
  say(finish(1));
  hang_up();
  EXPECT_FALSE(take());
  EXPECT_THAT(heard_, ElementsAre(1));
  EXPECT_FALSE(channel_.tell("anything\n"));
}

TEST_F(Channel, EndsWithWhatItDoesNotUnderstand) {
  say(finish(1) + "{\"start\":{}}\n" + finish(2));
  EXPECT_FALSE(take());
  EXPECT_THAT(heard_, ElementsAre(1));
}

TEST_F(Channel, AwaitsNews) {
  std::atomic<bool> heard = false;
  std::jthread waiting([&] {
    channel_.await_news();
    heard = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(heard);
  say(finish(1));
  waiting.join();
  EXPECT_TRUE(heard);
}

TEST_F(Channel, TellsLongLinesWhole) {
  const std::string report(5'000'000, 'x');
  std::string got;
  std::jthread runner([&] {
    std::array<char, 65536> piece;
    for (ssize_t count = 0;
         got.size() < report.size() && (count = ::recv(pair_[0], piece.data(), piece.size(), 0)) > 0;) {
      got.append(piece.data(), static_cast<std::size_t>(count));
    }
  });
  EXPECT_TRUE(channel_.tell(report));
  runner.join();
  EXPECT_TRUE(got == report);
}

TEST_F(Channel, HandsEachLineToOneOfSeveralThreads) {
  std::atomic<int> heard = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (heard < 1000) {
          ASSERT_TRUE(channel_.take_news([&](const link::Message&) { ++heard; }));
        }
      });
    }
    for (int i = 0; i < 1000; ++i) say(finish(i));
  }
  EXPECT_EQ(heard, 1000);
}

}  // namespace
}  // namespace perfbench::collector
