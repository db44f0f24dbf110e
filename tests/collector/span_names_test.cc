#include "collector/span_names.h"

#include <gmock/gmock.h>

#include "model/utf8.h"

namespace perfbench::collector {
namespace {

TEST(SpanNames, GiveEachNameANumber) {
  SpanNames names;
  const std::uint32_t connect = names.find("connect");
  const std::uint32_t send = names.find("send");
  EXPECT_NE(connect, send);
  EXPECT_EQ(names.find("connect"), connect);
  EXPECT_EQ(names.name(connect), "connect");
  EXPECT_EQ(names.name(send), "send");
  EXPECT_FALSE(names.overflowed());
}

TEST(SpanNames, BeyondTheBoundAreOne) {
  SpanNames names;
  for (int i = 0; i < 2000; ++i) names.find(std::to_string(i));
  EXPECT_FALSE(names.overflowed());
  const std::uint32_t others = names.find("one more");
  EXPECT_TRUE(names.overflowed());
  EXPECT_EQ(names.find("another"), others);
  EXPECT_EQ(names.name(others), "(other)");
  EXPECT_EQ(names.name(names.find("1999")), "1999") << "known ones stay what they are";
}

TEST(SpanNames, AreCutAndCleaned) {
  SpanNames names;
  std::string umlauts = "x";
  for (int i = 0; i < 200; ++i) umlauts += "ä";
  const std::string cut = names.name(names.find(umlauts));
  EXPECT_LE(cut.size(), 255U);
  EXPECT_EQ(cut, std::string_view(umlauts).substr(0, cut.size())) << "no character is split";
  EXPECT_EQ(names.name(names.find("a\x1b[31m\nb")).find_first_of("\x1b\n"), std::string::npos);
  EXPECT_EQ(to_valid_utf8(names.name(names.find("\xff\xfe"))), names.name(names.find("\xff\xfe")));
}

TEST(SpanNames, ThatReadTheSameAreOne) {
  SpanNames names;
  EXPECT_EQ(names.find("connect\n"), names.find("connect"));
  EXPECT_EQ(names.find(std::string(255, 'x') + "y"), names.find(std::string(255, 'x') + "z"));
}

}  // namespace
}  // namespace perfbench::collector
