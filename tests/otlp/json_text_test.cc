#include "otlp/json_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace perfbench::otlp {
namespace {

std::string string_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <class Number>
std::string number_text(Number number) {
  std::string out;
  append_json_number(out, number);
  return out;
}

TEST(JsonTextTest, StringsAreEscaped) {
  EXPECT_EQ(string_text(""), R"("")");
  EXPECT_EQ(string_text("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(string_text(std::string_view("\0\x1F\n\x7F", 4)), "\"\\u0000\\u001f\\u000a\x7F\"");
  EXPECT_EQ(string_text("\xC3\xA9\xFF"), "\"\xC3\xA9\xFF\"");
}

TEST(JsonTextTest, NumbersAreReadBackAsTheSame) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(1e300), "1e+300");
  EXPECT_EQ(number_text(-2.5), "-2.5");
  EXPECT_EQ(number_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(JsonTextTest, NumbersThatJsonLacksAreStrings) {
  EXPECT_EQ(number_text(std::nan("")), R"("NaN")");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), R"("Infinity")");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), R"("-Infinity")");
}

}  // namespace
}  // namespace perfbench::otlp
