#include "cdash/digest.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

// RFC 1321, A.5.
TEST(Digest, IsMd5InLowerCase) {
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_hex("a"), "0cc175b9c0f1b6a831c399e269772661");
  EXPECT_EQ(md5_hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(Digest, CountsEveryByte) {
  using namespace std::string_view_literals;
  EXPECT_NE(md5_hex("a\0b"sv), md5_hex("a\0c"sv));
  EXPECT_NE(md5_hex("a\0"sv), md5_hex("a"sv));
}

}  // namespace
}  // namespace perfbench
