#include "reporters/unique_names.h"

#include <gtest/gtest.h>

#include "model/utf8.h"

namespace perfbench {
namespace {

TEST(UniqueNames, ASecondOfTheSameNameGetsANumber) {
  UniqueNames names;
  EXPECT_EQ(names.take("a"), "a");
  EXPECT_EQ(names.take("a"), "a (2)");
  EXPECT_EQ(names.take("a (2)"), "a (2) (2)");
  EXPECT_EQ(names.take("a"), "a (3)");
}

TEST(UniqueNames, TheSuffixSurvivesTheCut) {
  UniqueNames names(10);
  EXPECT_EQ(names.take("abcdefghijkl", ".limit"), "abcd.limit");
  EXPECT_EQ(names.take("abcdefghijkl", ".limit"), " (2).limit");
}

TEST(UniqueNames, NoNameIsLongerThanAllowedInCharacters) {
  UniqueNames names(12);
  for (int i = 0; i < 20; ++i) {
    const std::string name = names.take("ééééééééééééééééé");
    EXPECT_LE(characters_of(name), 12u);
    EXPECT_TRUE(name.starts_with("ééééé"));
  }
}

}  // namespace
}  // namespace perfbench
