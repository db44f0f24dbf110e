#include "analysis/stack_filter.h"

#include <gtest/gtest.h>

#include "profiles.h"

namespace perfbench {
namespace {

TEST(StackFilter, LeavesOutTheStacksOfAModule) {
  StackProfile profile;
  profile.runs = 3;
  profile.losses.lost_samples = 2;
  const FrameIndex tool = profile.index_of("spawn", "launcher");
  const FrameIndex start = profile.index_of("_start", "app");
  const FrameIndex work = profile.index_of("work", "app");
  profile.add(std::vector<FrameIndex>{tool}, {.weight_ms = 1, .samples = 1});
  profile.add(std::vector<FrameIndex>{start, tool, work}, {.weight_ms = 2, .samples = 2});
  profile.add(std::vector<FrameIndex>{start, work}, {.weight_ms = 5, .samples = 4});
  const StackProfile rest = without_module(profile, "launcher");
  EXPECT_EQ(rest.total(), (StackWeight{.weight_ms = 5, .samples = 4}));
  ASSERT_EQ(rest.stacks().size(), 1U);
  EXPECT_EQ(rest.frames().size(), 2U);
  EXPECT_EQ(rest.runs, 3);
  EXPECT_EQ(rest.losses, profile.losses);
}

}  // namespace
}  // namespace perfbench
