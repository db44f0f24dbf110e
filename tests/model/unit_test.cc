#include "model/unit.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConversionFactor, TurnsTimesIntoEachOther) {
  EXPECT_EQ(conversion_factor("s", Unit::milliseconds), 1000);
  EXPECT_EQ(conversion_factor("ms", Unit::milliseconds), 1);
  EXPECT_DOUBLE_EQ(conversion_factor("us", Unit::milliseconds).value(), 1e-3);
  EXPECT_DOUBLE_EQ(conversion_factor("ns", Unit::milliseconds).value(), 1e-6);
  EXPECT_DOUBLE_EQ(conversion_factor("ms", Unit::seconds).value(), 1e-3);
  EXPECT_DOUBLE_EQ(conversion_factor("ns", Unit::seconds).value(), 1e-9);
}

TEST(ConversionFactor, CountsMemoryIn1024s) {
  EXPECT_EQ(conversion_factor("MB", Unit::kilobytes), 1024);
  EXPECT_EQ(conversion_factor("GB", Unit::megabytes), 1024);
  EXPECT_EQ(conversion_factor("B", Unit::kilobytes), 1.0 / 1024);
  EXPECT_EQ(conversion_factor("B", Unit::megabytes), 1.0 / 1024 / 1024);
}

TEST(ConversionFactor, NoSuffixMeansTheUnitItself) {
  for (const Unit unit : {Unit::milliseconds, Unit::megabytes, Unit::percent, Unit::count, Unit::none}) {
    EXPECT_EQ(conversion_factor("", unit), 1);
  }
}

TEST(ConversionFactor, RefusesUnitsOfAnotherKind) {
  EXPECT_EQ(conversion_factor("MB", Unit::milliseconds), std::nullopt);
  EXPECT_EQ(conversion_factor("ms", Unit::percent), std::nullopt);
  EXPECT_EQ(conversion_factor("%", Unit::runs_per_second), std::nullopt);
  EXPECT_EQ(conversion_factor("ms", Unit::count), std::nullopt);
}

TEST(ConversionFactor, RefusesWhatIsNoUnit) {
  for (const auto* suffix : {"m", "MS", "kb", "ms ", "runs", "%%"}) {
    EXPECT_EQ(conversion_factor(suffix, Unit::milliseconds), std::nullopt) << suffix;
  }
}

TEST(SuffixesOf, AreThoseThatCanBeConverted) {
  EXPECT_THAT(suffixes_of(Unit::seconds), ElementsAre("s", "ms", "us", "ns"));
  EXPECT_THAT(suffixes_of(Unit::kilobytes), ElementsAre("B", "KB", "MB", "GB"));
  EXPECT_THAT(suffixes_of(Unit::percent), ElementsAre("%"));
  EXPECT_THAT(suffixes_of(Unit::count), IsEmpty());
}

TEST(UnitSymbol, IsItselfASuffixOfTheUnit) {
  for (const Unit unit :
       {Unit::milliseconds, Unit::seconds, Unit::kilobytes, Unit::megabytes, Unit::percent, Unit::runs_per_second}) {
    EXPECT_EQ(conversion_factor(symbol(unit), unit), 1) << symbol(unit);
  }
  EXPECT_EQ(symbol(Unit::count), "");
}

}  // namespace
}  // namespace perfbench
