#include "otlp/base64.h"

#include <gtest/gtest.h>

namespace perfbench::otlp {
namespace {

std::string base64_of(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

// "none" where it is no base64.
std::string as_base64(std::string_view text) {
  std::string out;
  return append_as_base64(out, text) ? out : "none";
}

TEST(Base64Test, BytesAreEncodedWithPadding) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_of(std::string_view("\x00\xFF\xFE\xFB", 4)), "AP/++w==");
}

TEST(Base64Test, BothAlphabetsAreTakenWithPaddingOrWithout) {
  EXPECT_EQ(as_base64(""), "");
  EXPECT_EQ(as_base64("AP/++w=="), "AP/++w==");
  EXPECT_EQ(as_base64("AP_--w"), "AP/++w==");
  EXPECT_EQ(as_base64("Zm8"), "Zm8=");
  EXPECT_EQ(as_base64("Zm9v"), "Zm9v");
}

TEST(Base64Test, OtherTextsAreNone) {
  for (const char* text : {"A", "Zm9vA", "Zm9 ", "Zm?v", "Z=8=", "\xFF\xFF"})
    EXPECT_EQ(as_base64(text), "none") << text;
}

}  // namespace
}  // namespace perfbench::otlp
