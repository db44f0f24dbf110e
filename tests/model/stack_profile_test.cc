#include "model/stack_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

TEST(StackProfile, TheSameFrameHasOneIndexAndAnotherModuleMakesAnother) {
  StackProfile profile;
  const FrameIndex copy = profile.index_of("copy", "libc.so.6");
  EXPECT_EQ(profile.index_of("copy", "libc.so.6"), copy);
  EXPECT_NE(profile.index_of("copy", "app"), copy);
  EXPECT_THAT(profile.frames(), ElementsAre(StackFrame{"copy", "libc.so.6"}, StackFrame{"copy", "app"}));
}

TEST(StackProfile, WeightsOfTheSameStackAddUp) {
  StackProfile profile;
  const CallStack stack = {profile.index_of("main", "app"), profile.index_of("work", "app")};
  profile.add(stack, {.weight_ms = 1.5, .samples = 1});
  profile.add(stack, {.weight_ms = 2, .samples = 2});
  profile.add({stack.begin(), 1}, {.weight_ms = 4, .samples = 4});
  EXPECT_THAT(profile.stacks(),
              ElementsAre(Pair(ElementsAre(0), StackWeight{4, 4}), Pair(ElementsAre(0, 1), StackWeight{3.5, 3})));
  EXPECT_EQ(profile.total(), (StackWeight{7.5, 7}));
}

TEST(StackProfile, AStackOfNothingAndANameOfNothingAreUnknown) {
  StackProfile profile;
  profile.add({}, {.weight_ms = 1, .samples = 1});
  EXPECT_EQ(profile.index_of("\x1b[0m \n", ""), 0u);
  EXPECT_THAT(profile.frames(), ElementsAre(StackFrame{"[unknown]", ""}));
}

TEST(StackProfile, NamesAreCleanText) {
  StackProfile profile;
  profile.index_of("a\xff\x1b[31m<b>;\n c", " lib\t.so");
  EXPECT_THAT(profile.frames(), ElementsAre(StackFrame{"a\uFFFD<b>; c", "lib .so"}));
}

TEST(StackProfile, ALongNameIsCutOnce) {
  StackProfile profile;
  profile.index_of(std::string(100'000, 'x'), "");
  const std::string& name = profile.frames()[0].function;
  EXPECT_EQ(name.size(), StackProfile::kMostNameBytes);
  EXPECT_TRUE(name.ends_with("x…"));
  EXPECT_EQ(profile.losses.cut_names, 1);
  EXPECT_EQ(profile.index_of(name, ""), 0u);
  EXPECT_EQ(profile.losses.cut_names, 1);
}

TEST(StackProfile, FramesOverTheLimitAreOne) {
  StackProfile profile;
  for (std::size_t i = 0; i < StackProfile::kMostFrames; ++i) profile.index_of(std::to_string(i), "");
  EXPECT_EQ(profile.losses.folded_frames, 0);
  const FrameIndex over = profile.index_of("one more", "");
  EXPECT_EQ(profile.index_of("and another", ""), over);
  EXPECT_EQ(profile.frames()[over].function, StackProfile::kFoldedFrame);
  EXPECT_EQ(profile.losses.folded_frames, 2);
  EXPECT_EQ(profile.index_of("7", ""), 7u);
}

TEST(StackProfile, ADeepStackKeepsItsOuterAndInnerFrames) {
  StackProfile profile;
  CallStack stack(10'000, profile.index_of("recursion", "app"));
  stack.front() = profile.index_of("main", "app");
  stack.back() = profile.index_of("leaf", "app");
  profile.add(stack, {.weight_ms = 1, .samples = 1});
  const CallStack& kept = profile.stacks().begin()->first;
  ASSERT_THAT(kept, SizeIs(StackProfile::kDeepestStack));
  EXPECT_EQ(kept.front(), stack.front());
  EXPECT_EQ(kept.back(), stack.back());
  EXPECT_THAT(kept, testing::Contains(profile.index_of(StackProfile::kLeftOutFrames, "")).Times(1));
  EXPECT_EQ(profile.losses.cut_stacks, 1);
}

TEST(StackProfile, OfStacksOverTheLimitOnlyTheInnermostFrameStays) {
  StackProfile profile;
  const std::size_t depth = StackProfile::kDeepestStack;
  const std::size_t fit = StackProfile::kMostStackEntries / depth;
  const FrameIndex recursion = profile.index_of("recursion", "app");
  const FrameIndex leaf = profile.index_of("leaf", "app");
  CallStack stack(depth, recursion);
  for (std::size_t i = 0; i < fit + 3; ++i) {  // the bits of i tell the stacks apart
    for (std::size_t bit = 0; bit < 16; ++bit) stack[bit] = ((i >> bit) & 1u) != 0 ? leaf : recursion;
    stack.back() = leaf;
    profile.add(stack, {.weight_ms = 1, .samples = 1});
  }
  EXPECT_THAT(profile.stacks(), SizeIs(fit + 1));
  EXPECT_EQ(profile.losses.cut_stacks, 3);
  const CallStack ends = {profile.index_of(StackProfile::kLeftOutFrames, ""), leaf};
  EXPECT_EQ(profile.stacks().at(ends), (StackWeight{3, 3}));
  EXPECT_EQ(profile.total().samples, static_cast<long long>(fit) + 3);
}

TEST(StackProfile, SamplesBeyondAllReasonAreNotCounted) {
  StackProfile profile;
  for (const char* name : {"a", "b", "c"}) {
    profile.add(CallStack{profile.index_of(name, "")}, {.weight_ms = 1, .samples = 900'000'000'000'000'000});
  }
  EXPECT_EQ(profile.total().samples, StackProfile::kMostSamples);
  EXPECT_EQ(profile.stacks().at({1}).samples, 100'000'000'000'000'000);
  EXPECT_EQ(profile.stacks().at({2}).samples, 0);
}

TEST(StackProfile, StacksByNameDoNotDependOnTheirOrder) {
  StackProfile profile;
  const FrameIndex zebra = profile.index_of("zebra", "");
  const FrameIndex main_b = profile.index_of("main", "b");
  const FrameIndex main_a = profile.index_of("main", "a");
  for (const CallStack& stack : {CallStack{zebra}, {main_b, zebra}, {main_b}, {main_a, zebra}}) {
    profile.add(stack, {.weight_ms = 1, .samples = 1});
  }
  std::vector<CallStack> stacks;
  for (const StackProfile::Entry* entry : profile.stacks_by_name()) stacks.push_back(entry->first);
  EXPECT_THAT(stacks,
              ElementsAre(CallStack{main_a, zebra}, CallStack{main_b}, CallStack{main_b, zebra}, CallStack{zebra}));
}

TEST(StackProfile, MergedProfilesAddUpByNames) {
  StackProfile one;
  one.runs = 2;
  one.losses = {.lost_samples = 1,
                .cut_names = 2,
                .folded_frames = 3,
                .cut_stacks = 4,
                .unread_lines = 5,
                .cut_runs = 1,
                .unseen_pct = 30,
                .without_kernel = false};
  const CallStack main_stack = {one.index_of("main", "app")};
  one.add(main_stack, {.weight_ms = 1, .samples = 1});
  StackProfile other;
  other.runs = 3;
  other.losses = {.lost_samples = 10,
                  .cut_names = 20,
                  .folded_frames = 30,
                  .cut_stacks = 40,
                  .unread_lines = 50,
                  .cut_runs = 5,
                  .unseen_pct = 20,
                  .without_kernel = true};
  const CallStack deeper = {other.index_of("start", "app"), other.index_of("main", "app")};
  other.add(deeper, {.weight_ms = 5, .samples = 2});
  other.add({deeper.begin() + 1, 1}, {.weight_ms = 7, .samples = 3});
  one.merge(other);
  EXPECT_THAT(one.frames(), ElementsAre(StackFrame{"main", "app"}, StackFrame{"start", "app"}));
  EXPECT_THAT(one.stacks(),
              ElementsAre(Pair(ElementsAre(0), StackWeight{8, 4}), Pair(ElementsAre(1, 0), StackWeight{5, 2})));
  EXPECT_EQ(one.runs, 5);
  EXPECT_EQ(one.losses, (ProfileLosses{.lost_samples = 11,
                                       .cut_names = 22,
                                       .folded_frames = 33,
                                       .cut_stacks = 44,
                                       .unread_lines = 55,
                                       .cut_runs = 6,
                                       .unseen_pct = 30,
                                       .without_kernel = true}));
}

TEST(UnresolvedFrame, IsItsModuleAndOffsetOfOneBuild) {
  const StackFrame frame = unresolved_frame("app", 0x1834, "48dc54");
  EXPECT_EQ(frame, (StackFrame{"app+0x1834", "app (build-id 48dc54)"}));
  EXPECT_EQ(unresolved_frame("app", 0, ""), (StackFrame{"app+0x0", "app"}));
}

TEST(UnresolvedFrame, IsItsModuleInAnyBuild) {
  EXPECT_EQ(without_offset(unresolved_frame("app", 0x1834, "48dc54")), (StackFrame{"app", "app"}));
  EXPECT_EQ(without_offset(unresolved_frame("app", 0x1834, "")), (StackFrame{"app", "app"}));
  for (const StackFrame& other : {StackFrame{"main", "app"}, StackFrame{"app+0xzz", "app"}, StackFrame{"+0x1", ""}}) {
    EXPECT_EQ(without_offset(other), other) << other.function;
  }
}

}  // namespace
}  // namespace perfbench
