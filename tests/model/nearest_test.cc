#include "model/nearest.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

using testing::ElementsAre;

TEST(EditDistance, CountsInsertionsDeletionsAndSubstitutions) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3U);
  EXPECT_EQ(edit_distance("warmup", "warmpu"), 2U);
}

TEST(NearestNames, RankByDistanceAndThenByPlace) {
  EXPECT_THAT(nearest_names("cald", {"smoke", "gold", "cold", "bald"}, 3), ElementsAre("cold", "bald", "gold"));
}

TEST(NearestNames, AreNoMoreThanThereAre) { EXPECT_THAT(nearest_names("a", {"b"}, 5), ElementsAre("b")); }

}  // namespace
}  // namespace perfbench
