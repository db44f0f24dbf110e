#include "runner/launcher/event_queue.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace perfbench {
namespace {

class EventQueueTest : public testing::Test {
 protected:
  ~EventQueueTest() override {
    for (const int end : ends_) ::close(end);
  }
  static launcher::Event event(std::uint32_t worker) {
    launcher::Event event;
    event.worker = worker;
    return event;
  }
  // Of all packets that have come.
  std::vector<std::uint32_t> received() {
    std::vector<std::uint32_t> workers;
    std::array<launcher::Event, launcher::kMaxEventsInPacket> events;
    ssize_t got = 0;
    while ((got = ::recv(ends_[1], events.data(), sizeof events, MSG_DONTWAIT)) > 0) {
      const std::size_t count = static_cast<std::size_t>(got) / sizeof events[0];
      for (std::size_t i = 0; i < count; ++i) workers.push_back(events[i].worker);
    }
    return workers;
  }

  static std::array<int, 2> socket_pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    return ends;
  }

  std::array<int, 2> ends_ = socket_pair();
  launcher::EventQueue queue_{ends_[0]};
};

TEST_F(EventQueueTest, TellsNothingWhenThereIsNothing) {
  EXPECT_EQ(queue_.due_in(), -1);
  queue_.flush();
  EXPECT_TRUE(received().empty());
}

TEST_F(EventQueueTest, WhatCanWaitIsHeldBackALittle) {
  queue_.post(event(1));
  EXPECT_GE(queue_.due_in(), 0);
  EXPECT_LE(queue_.due_in(), 5'000'000);
  queue_.flush();
  EXPECT_EQ(queue_.due_in(), -1);
}

TEST_F(EventQueueTest, WhatIsUrgentTakesTheOthersAlongAtOnce) {
  queue_.post(event(1));
  queue_.post_urgent(event(2));
  EXPECT_EQ(queue_.due_in(), 0);
  queue_.flush();
  EXPECT_EQ(received(), (std::vector<std::uint32_t>{1, 2}));
}

TEST_F(EventQueueTest, ManyAreToldAtOnceAndInTheirOrder) {
  std::vector<std::uint32_t> posted;
  for (std::uint32_t i = 0; i < 40; ++i) {
    queue_.post(event(i));
    posted.push_back(i);
  }
  EXPECT_EQ(queue_.due_in(), 0);
  queue_.flush();
  EXPECT_EQ(received(), posted);
}

TEST_F(EventQueueTest, WhatTheSocketHasNoRoomForIsSentLater) {
  std::vector<std::uint32_t> posted;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    queue_.post(event(i));
    posted.push_back(i);
  }
  std::vector<std::uint32_t> all;
  int turns = 0;
  for (; queue_.due_in() != -1; ++turns) {
    queue_.flush();
    const auto some = received();
    ASSERT_FALSE(some.empty());
    all.insert(all.end(), some.begin(), some.end());
  }
  EXPECT_GT(turns, 1);
  EXPECT_EQ(all, posted);
}

}  // namespace
}  // namespace perfbench
