#include "collector/body.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

namespace perfbench::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr BodyStore::Limits kLimits{.largest = 1000'000, .total = 1500'000, .small = 50'000};
constexpr seconds kPatience(30);

class Bodies : public testing::Test {
 protected:
  std::unique_ptr<Body> body(Clock::duration within = kPatience) {
    return std::make_unique<Body>(store_, Clock::now() + within);
  }

  BodyStore store_{kLimits};
};

TEST_F(Bodies, HoldWhatIsAppendedFollowedByZeros) {
  const auto one = body();
  std::string sent;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece(static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    ASSERT_EQ(one->reserve(one->size() + piece.size()), BodyRoom::granted);
    one->append(piece);
    sent += piece;
  }
  EXPECT_TRUE(one->view() == sent);
  EXPECT_EQ(std::string(one->view().end(), one->view().end() + Body::kPadding), std::string(Body::kPadding, '\0'));
}

TEST_F(Bodies, OfNothingAreFollowedByZerosToo) {
  const auto one = body();
  ASSERT_EQ(one->reserve(0), BodyRoom::granted);
  one->append("");
  EXPECT_EQ(one->view(), "");
  EXPECT_EQ(std::string(one->view().data(), Body::kPadding), std::string(Body::kPadding, '\0'));
}

TEST_F(Bodies, HaveALargestSize) {
  const auto one = body();
  EXPECT_EQ(one->reserve(kLimits.largest + 1), BodyRoom::too_large);
  EXPECT_EQ(one->reserve(SIZE_MAX), BodyRoom::too_large);
  EXPECT_EQ(one->reserve(kLimits.largest), BodyRoom::granted);
}

TEST_F(Bodies, WaitForMemoryUntilTheirDeadline) {
  const auto first = body();
  ASSERT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
  const auto second = body(milliseconds(30));
  const auto begin = Clock::now();
  EXPECT_EQ(second->reserve(kLimits.largest), BodyRoom::no_memory_in_time);
  EXPECT_GE(Clock::now() - begin, milliseconds(25));
}

TEST_F(Bodies, OfSmallSizeNeverWait) {
  const auto first = body();
  const auto second = body();
  ASSERT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
  second->expect(kLimits.total - kLimits.largest);
  ASSERT_EQ(second->reserve(kLimits.total - kLimits.largest), BodyRoom::granted) << "all memory is taken now";
  const auto small = body(seconds(0));
  EXPECT_EQ(small->reserve(10'000), BodyRoom::granted);
}

TEST_F(Bodies, GiveTheirMemoryBackToWhoWaits) {
  auto first = body();
  ASSERT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
  auto waiting = std::async(std::launch::async, [&] { return body()->reserve(kLimits.largest); });
  EXPECT_EQ(waiting.wait_for(milliseconds(20)), std::future_status::timeout);
  first.reset();
  EXPECT_EQ(waiting.get(), BodyRoom::granted);
}

// Two that have half of what they need would wait for each other for ever.
TEST_F(Bodies, MayAlwaysGrowWhenTheyAreTheOldest) {
  const auto first = body(seconds(0));
  first->expect(700'000);
  ASSERT_EQ(first->reserve(600'000), BodyRoom::granted);
  const auto second = body(seconds(0));
  second->expect(700'000);
  ASSERT_EQ(second->reserve(700'000), BodyRoom::granted);
  EXPECT_EQ(second->reserve(kLimits.largest), BodyRoom::no_memory_in_time);
  EXPECT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
}

TEST_F(Bodies, AreTheOldestOnceOlderOnesAreGone) {
  auto first = body(seconds(0));
  ASSERT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
  const auto second = body(seconds(0));
  second->expect(100'000);
  ASSERT_EQ(second->reserve(100'000), BodyRoom::granted);
  const auto third = body(seconds(0));
  third->expect(400'000);
  ASSERT_EQ(third->reserve(400'000), BodyRoom::granted);
  first.reset();
  third->expect(0);
  EXPECT_EQ(third->reserve(900'000), BodyRoom::granted) << "there is room again";
  EXPECT_EQ(second->reserve(kLimits.largest), BodyRoom::granted);
}

TEST_F(Bodies, ThatWaitedInVainHoldUpNobody) {
  auto first = body();
  ASSERT_EQ(first->reserve(kLimits.largest), BodyRoom::granted);
  const auto second = body(milliseconds(1));
  ASSERT_EQ(second->reserve(kLimits.largest), BodyRoom::no_memory_in_time);
  first.reset();
  EXPECT_EQ(body(seconds(0))->reserve(kLimits.largest), BodyRoom::granted);
}

TEST_F(Bodies, OfManyThreadsKeepTheirBytesAndTheTotal) {
  std::atomic<std::size_t> in_use = 0;
  std::atomic<std::size_t> most = 0;
  std::atomic<int> sound = 0;
  constexpr std::size_t kSize = 600'000;
  std::vector<std::jthread> threads;
  for (char c = 'a'; c < 'a' + 8; ++c) {
    threads.emplace_back([&, c] {
      for (int round = 0; round < 20; ++round) {
        const auto one = body();
        one->expect(kSize);
        while (one->size() < kSize) {
          if (one->reserve(one->size() + 60'000) != BodyRoom::granted) return;
          one->append(std::string(60'000, c));
        }
        const std::size_t now = in_use += kSize;
        for (std::size_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
        if (one->view() == std::string(kSize, c)) ++sound;
        in_use -= kSize;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(sound, 8 * 20);
  EXPECT_LE(most, kLimits.total + kLimits.largest);
}

}  // namespace
}  // namespace perfbench::collector
