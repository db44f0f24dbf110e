#include "otlp/json_numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace perfbench::otlp {
namespace {

TEST(JsonNumbersTest, TheGrammarIsThatOfJson) {
  for (const char* number :
       {"0", "-0", "1", "10", "1.0", "-1.25", "1e5", "1E+5", "1e-05", "0.0e0", "123456789012345678901"}) {
    EXPECT_TRUE(is_json_number(number)) << number;
  }
  for (const char* other : {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1 ", " 1", "0x1", "1f", "inf", "NaN",
                            "Infinity", "--1", "1.2.3", "1e5.0"}) {
    EXPECT_FALSE(is_json_number(other)) << other;
  }
}

TEST(JsonNumbersTest, IntegersFitInto64Bits) {
  EXPECT_EQ(uint64_of("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(uint64_of("0"), 0U);
  EXPECT_EQ(uint64_of("1e3"), 1000U);
  EXPECT_EQ(uint64_of("5.0"), 5U);
  EXPECT_EQ(int64_of("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(int64_of("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(int64_of("-2e0"), -2);
  for (const char* other : {"", "-1", "18446744073709551616", "1.8446744073709552e19", "1e400", "0.5", "x", "1x", "NaN",
                            "Infinity", "-Infinity"}) {
    EXPECT_EQ(uint64_of(other), std::nullopt) << other;
  }
  for (const char* other :
       {"9223372036854775808", "9.223372036854775808e18", "-9223372036854775809", "-1e19", "1e-1"}) {
    EXPECT_EQ(int64_of(other), std::nullopt) << other;
  }
}

TEST(JsonNumbersTest, DoublesMayBeInfiniteOrNone) {
  EXPECT_EQ(double_of("-1.5e3"), -1500.0);
  EXPECT_EQ(double_of("Infinity"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(double_of("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(double_of("NaN").value()));
  EXPECT_EQ(double_of("1e-999"), 0.0);
  EXPECT_EQ(double_of("5e-324"), 5e-324);
  EXPECT_EQ(double_of("0." + std::string(400, '0') + "1e401"), 1.0);
  for (const char* other : {"", "1e309", "-1e309", "inf", "nan", "infinity", "1,5", "1.5 "}) {
    EXPECT_EQ(double_of(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace perfbench::otlp
