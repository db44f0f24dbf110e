#include "analysis/hotspots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles.h"

namespace perfbench {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

StackProfile profile_of_two_runs() {
  StackProfile profile;
  profile.runs = 2;
  add_samples(profile, {"main", "parse", "memcpy@libc.so.6"}, 30);
  add_samples(profile, {"main", "parse"}, 10);
  add_samples(profile, {"main", "render", "memcpy@libc.so.6"}, 20);
  add_samples(profile, {"main", "render"}, 40);
  return profile;
}

TEST(Hotspots, AreRankedByTheirOwnTimeARun) {
  const std::vector<Hotspot> hotspots = find_hotspots(profile_of_two_runs(), 10);
  ASSERT_THAT(hotspots, SizeIs(3)) << "main() itself was never at work";
  EXPECT_EQ(hotspots[0].frame, "memcpy");
  EXPECT_EQ(hotspots[0].module, "libc.so.6");
  EXPECT_EQ(hotspots[0].weight_ms, 25);
  EXPECT_EQ(hotspots[0].samples, 50);
  EXPECT_EQ(hotspots[0].share_pct, 50);
  EXPECT_EQ(hotspots[0].total_weight_ms, 25);
  EXPECT_EQ(hotspots[1].frame, "render");
  EXPECT_EQ(hotspots[1].module, "app");
  EXPECT_EQ(hotspots[1].weight_ms, 20);
  EXPECT_EQ(hotspots[1].share_pct, 40);
  EXPECT_EQ(hotspots[1].total_weight_ms, 30);
  EXPECT_EQ(hotspots[2].frame, "parse");
}

TEST(Hotspots, AreAtMostAsManyAsAskedFor) {
  EXPECT_THAT(find_hotspots(profile_of_two_runs(), 2), SizeIs(2));
  EXPECT_THAT(find_hotspots(profile_of_two_runs(), 0), IsEmpty());
}

TEST(Hotspots, OfNothingThereAreNone) { EXPECT_THAT(find_hotspots(StackProfile{}, 10), IsEmpty()); }

TEST(Hotspots, ARecursionIsCountedOnce) {
  StackProfile profile;
  profile.runs = 1;
  add_samples(profile, {"main", "walk", "visit", "walk", "walk"}, 3);
  add_samples(profile, {"main", "walk", "visit"}, 4);
  const std::vector<Hotspot> hotspots = find_hotspots(profile, 10);
  ASSERT_THAT(hotspots, SizeIs(2));
  EXPECT_EQ(hotspots[0].frame, "visit");
  EXPECT_EQ(hotspots[0].weight_ms, 4);
  EXPECT_EQ(hotspots[0].total_weight_ms, 7);
  EXPECT_EQ(hotspots[1].frame, "walk");
  EXPECT_EQ(hotspots[1].weight_ms, 3);
  EXPECT_EQ(hotspots[1].total_weight_ms, 7);
}

TEST(Hotspots, OfTheSameWeightStandByTheirNames) {
  StackProfile profile;
  for (const std::string_view name : {"c", "a", "d", "b"}) add_samples(profile, {name}, 5);
  const std::vector<Hotspot> hotspots = find_hotspots(profile, 3);
  ASSERT_THAT(hotspots, SizeIs(3));
  EXPECT_EQ(hotspots[0].frame, "a");
  EXPECT_EQ(hotspots[1].frame, "b");
  EXPECT_EQ(hotspots[2].frame, "c");
  EXPECT_EQ(hotspots[0].weight_ms, 5) << "of no run known, of all";
}

TEST(Hotspots, WithoutWeightHaveNoShare) {
  StackProfile profile;
  profile.add(stack_of(profile, {"main"}), {.weight_ms = 0, .samples = 2});
  const std::vector<Hotspot> hotspots = find_hotspots(profile, 1);
  ASSERT_THAT(hotspots, SizeIs(1));
  EXPECT_EQ(hotspots[0].share_pct, std::nullopt);
}

}  // namespace
}  // namespace perfbench
