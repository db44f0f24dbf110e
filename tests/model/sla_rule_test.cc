#include "model/sla_rule.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

struct Case {
  Comparison comparison;
  const char* symbol;
  bool below;
  bool at;
  bool above;
};

constexpr Case kCases[] = {
    {Comparison::less_equal, "<=", true, true, false},    {Comparison::less, "<", true, false, false},
    {Comparison::greater_equal, ">=", false, true, true}, {Comparison::greater, ">", false, false, true},
    {Comparison::equal, "==", false, true, false},        {Comparison::not_equal, "!=", true, false, true},
};

TEST(Comparison, HoldsOnItsSideOfTheLimit) {
  for (const Case& expected : kCases) {
    SCOPED_TRACE(expected.symbol);
    EXPECT_EQ(holds(expected.comparison, 9.5, 10), expected.below);
    EXPECT_EQ(holds(expected.comparison, 10, 10), expected.at);
    EXPECT_EQ(holds(expected.comparison, 10.5, 10), expected.above);
  }
}

TEST(Comparison, IsWrittenAsInTheLanguage) {
  for (const Case& expected : kCases) EXPECT_EQ(symbol(expected.comparison), expected.symbol);
}

}  // namespace
}  // namespace perfbench
