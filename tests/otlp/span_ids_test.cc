#include "otlp/span_ids.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace perfbench::otlp {
namespace {

TEST(SpanIdsTest, DigitsOfAnyCaseAreRead) {
  std::array<char, 4> buffer{};
  EXPECT_EQ(id_of_hex("00aBfF19", buffer), std::string_view("\x00\xAB\xFF\x19", 4));
  EXPECT_EQ(id_of_hex("09af", buffer), "\x09\xAF");
  EXPECT_EQ(id_of_hex("", buffer), "");
}

TEST(SpanIdsTest, OtherTextsAreNoIds) {
  std::array<char, 4> buffer{};
  for (const char* text : {"1", "123", "0g", "g0", " 1", "0x12", "0011223344"}) {
    EXPECT_EQ(id_of_hex(text, buffer).size(), 1U) << text;
  }
}

TEST(SpanIdsTest, AnIdOfZerosIsNone) {
  EXPECT_EQ(id_or_none(std::string(8, '\0')), "");
  EXPECT_EQ(id_or_none(""), "");
  EXPECT_EQ(id_or_none(std::string(7, '\0') + "x").size(), 8U);
}

}  // namespace
}  // namespace perfbench::otlp
