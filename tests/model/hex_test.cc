#include "model/hex.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Hex, BytesOfAnyValueAreTwoDigitsEach) {
  EXPECT_EQ(hex_of(std::string("\x00\x7f\x80\xff", 4)), "007f80ff");
  EXPECT_EQ(hex_of(""), "");
}

TEST(Hex, DigitsOfEitherCaseAreRead) {
  EXPECT_EQ(bytes_of_hex("00aFfA99"), std::string("\x00\xaf\xfa\x99", 4));
  EXPECT_EQ(bytes_of_hex(""), "");
}

TEST(Hex, WhatIsNoneIsNotRead) {
  for (const char* digits : {"0", "abc", "0g", "g0", "0x", " 1", "@@", "``", "//", "::"}) {
    EXPECT_EQ(bytes_of_hex(digits), std::nullopt) << digits;
  }
}

}  // namespace
}  // namespace perfbench
