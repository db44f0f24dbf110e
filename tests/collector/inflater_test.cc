#include "collector/inflater.h"

#include <gmock/gmock.h>

#include <random>
#include <string>

#include "compressed.h"

namespace perfbench::collector {
namespace {

struct Inflated {
  bool is_sound = false;
  bool is_complete = false;
  std::string text;
};

Inflated inflated(std::string_view bytes, std::size_t piece = SIZE_MAX) {
  Inflater inflater;
  Inflated result{.is_sound = true, .is_complete = false, .text = {}};
  for (std::size_t at = 0; at < bytes.size() && result.is_sound; at += std::min(piece, bytes.size() - at)) {
    result.is_sound = inflater.feed(bytes.substr(at, piece), [&](std::string_view expanded) {
      result.text += expanded;
      return true;
    });
  }
  result.is_complete = inflater.is_complete();
  return result;
}

std::string noise(std::size_t size) {
  std::mt19937 random(1);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random() % 64);
  return text;
}

class InflatedFormats : public testing::TestWithParam<Compression> {};
INSTANTIATE_TEST_SUITE_P(Inflater, InflatedFormats, testing::Values(Compression::gzip, Compression::zlib),
                         [](const auto& chosen) { return chosen.param == Compression::gzip ? "gzip" : "zlib"; });

TEST_P(InflatedFormats, AreExpandedHoweverTheyAreCut) {
  const std::string text = noise(100'000) + std::string(100'000, 'x');
  const std::string bytes = compressed(text, GetParam());
  for (const std::size_t piece : {SIZE_MAX, std::size_t{4096}, std::size_t{7}, std::size_t{1}}) {
    const Inflated result = inflated(bytes, piece);
    EXPECT_TRUE(result.is_sound && result.is_complete) << piece;
    EXPECT_TRUE(result.text == text) << piece;
  }
}

TEST_P(InflatedFormats, MayHoldNothing) {
  const Inflated result = inflated(compressed("", GetParam()));
  EXPECT_TRUE(result.is_sound && result.is_complete);
  EXPECT_EQ(result.text, "");
}

TEST_P(InflatedFormats, AreIncompleteWhereverTheyEndEarly) {
  const std::string bytes = compressed("some text", GetParam());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(inflated(std::string_view(bytes).substr(0, size)).is_complete) << size;
  }
}

TEST_P(InflatedFormats, AreBrokenByGarbageBehindThem) {
  const Inflated result = inflated(compressed("some text", GetParam()) + "garbage");
  EXPECT_FALSE(result.is_complete);
}

TEST_P(InflatedFormats, AreBrokenByAWrongChecksum) {
  std::string bytes = compressed("some text", GetParam());
  bytes[bytes.size() - (GetParam() == Compression::gzip ? 6 : 1)] ^= 1;
  const Inflated result = inflated(bytes);
  EXPECT_FALSE(result.is_sound);
  EXPECT_FALSE(result.is_complete);
}

TEST_P(InflatedFormats, EndWhenTheSinkHasEnough) {
  const std::string bytes = bomb_of(50'000'000, GetParam());
  ASSERT_LT(bytes.size(), 100'000U);
  Inflater inflater;
  std::size_t taken = 0;
  const auto sink = [&](std::string_view expanded) { return (taken += expanded.size()) < 1'000'000; };
  EXPECT_FALSE(inflater.feed(bytes, sink));
  EXPECT_LT(taken, 1'100'000U) << "no more is expanded than the sink takes";
  EXPECT_FALSE(inflater.feed(bytes, sink));
  EXPECT_LT(taken, 1'100'000U) << "nothing follows";
  EXPECT_FALSE(inflater.is_complete());
}

TEST(Inflater, TakesSeveralMembersOfGzip) {
  const std::string bytes = compressed("one, ", Compression::gzip) + compressed("two", Compression::gzip);
  for (const std::size_t piece : {SIZE_MAX, std::size_t{1}}) {
    const Inflated result = inflated(bytes, piece);
    EXPECT_TRUE(result.is_sound && result.is_complete);
    EXPECT_EQ(result.text, "one, two");
  }
}

TEST(Inflater, RefusesWhatIsNotCompressed) {
  for (const char* bytes : {"{\"resourceMetrics\":[]}", "plain", "\x1f\x8b\xff\xff"}) {
    EXPECT_FALSE(inflated(bytes).is_sound) << bytes;
  }
}

TEST(Inflater, IsIncompleteWithoutAnyByte) { EXPECT_FALSE(inflated("").is_complete); }

}  // namespace
}  // namespace perfbench::collector
