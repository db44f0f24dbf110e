#include "model/name_choice.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

using testing::HasSubstr;

TEST(NameChoice, ANameIsChosenByAnyOfTheExpressionsWhereverItMatches) {
  const auto chosen = choose_names({"^latency_ms[.]p", "rss"});
  ASSERT_TRUE(chosen && *chosen);
  EXPECT_TRUE((*chosen)("latency_ms.p95"));
  EXPECT_TRUE((*chosen)("max_rss_mb.max"));
  EXPECT_FALSE((*chosen)("latency_ms.mean"));
  EXPECT_FALSE((*chosen)("first.latency_ms.p95"));
}

TEST(NameChoice, OfNoExpressionsAndOfEmptyOnesThereIsNoChoice) {
  EXPECT_FALSE(*choose_names({}));
  EXPECT_FALSE(*choose_names({"", ""}));
  EXPECT_FALSE((*choose_names({"", "a"}))("b"));
}

TEST(NameChoice, WhatIsNoExpressionIsAPlanErrorThatNamesIt) {
  for (const std::string& bad :
       {std::string("("), std::string("a{"), std::string("[z-a]"), std::string(100'000, '(')}) {
    const auto chosen = choose_names({"fine", bad});
    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error().kind, ErrorKind::plan);
    EXPECT_EQ(chosen.error().where, bad);
    EXPECT_THAT(chosen.error().what, HasSubstr("no regular expression"));
    EXPECT_NE(chosen.error().cause, "");
  }
}

}  // namespace
}  // namespace perfbench
