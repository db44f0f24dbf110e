// Numbers for machines (plain_number.h) and for people (human_number.h).
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "model/human_number.h"
#include "model/plain_number.h"

namespace perfbench {
namespace {

TEST(PlainNumber, HasTheFewestDigitsThatReadBack) {
  EXPECT_EQ(shortest_number(0.1), "0.1");
  EXPECT_EQ(shortest_number(488.3653625685902), "488.3653625685902");
  EXPECT_EQ(shortest_number(1e300), "1e+300");
}

TEST(PlainNumber, DecimalsNeverHaveAnExponent) {
  EXPECT_EQ(plain_decimal(1e-7), "0.0000001");
  EXPECT_EQ(plain_decimal(1e21), "1000000000000000000000");
  EXPECT_EQ(plain_decimal(-0.0), "0");
  EXPECT_EQ(plain_decimal(-12.5), "-12.5");
  EXPECT_EQ(plain_decimal(12), "12");
  for (const double extreme : {std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min()}) {
    const std::string text = plain_decimal(extreme);
    EXPECT_EQ(text.find_first_not_of("0123456789."), std::string::npos);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), extreme);
  }
}

TEST(HumanNumber, ShowsAboutFourDigits) {
  for (const auto& [value, shown] :
       {std::pair(12345.6, "12346"), {312.46, "312.5"}, {1.2345, "1.23"}, {0.01234, "0.0123"}}) {
    EXPECT_EQ(human_number(value, decimals_for(value)), shown);
  }
}

TEST(HumanNumber, HasItsUnitBehindIt) {
  EXPECT_EQ(with_unit("312.5", Unit::milliseconds), "312.5 ms");
  EXPECT_EQ(with_unit("3", Unit::count), "3");
}

TEST(HumanNumber, HasNoNegativeZeroAndNoEndlessDigits) {
  EXPECT_EQ(human_number(-0.001, 2), "0.00");
  EXPECT_EQ(human_number(-1, 0), "-1");
  EXPECT_EQ(human_number(1e15, 0), "1e+15");
}

}  // namespace
}  // namespace perfbench
