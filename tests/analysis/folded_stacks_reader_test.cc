#include "analysis/folded_stacks_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles.h"
#include "reporters/folded_stacks.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string folded_again(const StackProfile& profile) {
  std::string text;
  write_folded_stacks(profile, [&](std::string_view bytes) { text += bytes; });
  return text;
}

StackProfile read_folded(const std::string& text) {
  auto profile = read_folded_stacks(text, "stacks.txt");
  EXPECT_TRUE(profile.has_value()) << to_string(profile.error());
  return profile ? std::move(*profile) : StackProfile{};
}

Error error_of(const std::string& text) {
  const auto profile = read_folded_stacks(text, "stacks.txt");
  EXPECT_FALSE(profile.has_value()) << text;
  return profile ? Error{} : profile.error();
}

StackProfile odd_profile() {
  StackProfile profile;
  profile.runs = 12;
  profile.losses = {.lost_samples = 1,
                    .cut_names = 2,
                    .folded_frames = 3,
                    .cut_stacks = 4,
                    .unread_lines = 5,
                    .cut_runs = 6,
                    .unseen_pct = 40,
                    .without_kernel = true};
  add_samples(profile, {"main", "walk", "walk", "memcpy@libc.so.6"}, 7);
  add_samples(profile, {"#1;2 3", "f [g]@", "f [g]@m", "%3B %", "[unknown]@", "f@[kernel.kallsyms]", "g@a [b] [c"}, 3);
  add_samples(profile, {"#1;2 3"}, 100'000);
  profile.add(stack_of(profile, {"main"}), {.weight_ms = 0.25, .samples = 4});
  profile.add(stack_of(profile, {"nothing"}), {.weight_ms = 0, .samples = 0});
  return profile;
}

TEST(FoldedStacksReader, WhatWasWrittenIsReadAsTheSame) {
  const StackProfile profile = odd_profile();
  const StackProfile again = read_folded(folded_again(profile));
  EXPECT_EQ(again.runs, profile.runs);
  EXPECT_EQ(again.losses, profile.losses);
  const auto expected = profile.stacks_by_name();
  const auto entries = again.stacks_by_name();
  ASSERT_EQ(entries.size(), expected.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i]->second, expected[i]->second) << i;
    ASSERT_EQ(entries[i]->first.size(), expected[i]->first.size()) << i;
    for (std::size_t depth = 0; depth < entries[i]->first.size(); ++depth) {
      EXPECT_EQ(again.frames()[entries[i]->first[depth]], profile.frames()[expected[i]->first[depth]]) << i;
    }
  }
  EXPECT_EQ(folded_again(again), folded_again(profile));
}

TEST(FoldedStacksReader, TextsOneAfterTheOtherAddUp) {
  const std::string text = folded_again(odd_profile());
  const StackProfile twice = read_folded(text + text);
  EXPECT_EQ(twice.runs, 24);
  EXPECT_EQ(twice.losses.lost_samples, 2);
  EXPECT_EQ(twice.total().samples, 2 * odd_profile().total().samples);
}

TEST(FoldedStacksReader, TextOfOtherToolsIsTakenAsItIs) {
  const StackProfile profile = read_folded("# made by another tool\r\nmain;f [clone .cold];100%25 3\r\n\r\nmain 4");
  EXPECT_THAT(profile.frames(),
              ElementsAre(StackFrame{"main", ""}, StackFrame{"f [clone .cold]", ""}, StackFrame{"100%25", ""}));
  EXPECT_THAT(profile.stacks(), ElementsAre(Pair(ElementsAre(0), StackWeight{0.004, 4}),
                                            Pair(ElementsAre(0, 1, 2), StackWeight{0.003, 3})));
  EXPECT_EQ(profile.runs, 1);
}

TEST(FoldedStacksReader, OfOursAWeightIsSamplesByThePeriod) {
  const StackProfile profile =
      read_folded("# perfbench folded stacks 1; runs=2; period_us=1001.001; later=x;\nmain 3003\n");
  EXPECT_EQ(profile.total(), (StackWeight{3.003, 3}));
  EXPECT_EQ(read_folded("# perfbench folded stacks 1; runs=2;\nmain 3003\n").total().samples, 0);
}

TEST(FoldedStacksReader, ErrorsNameTheLine) {
  const Error error = error_of("main 1\nmain;f\n");
  EXPECT_EQ(error.kind, ErrorKind::plan);
  EXPECT_EQ(error.where, "stacks.txt:2");
  EXPECT_THAT(error.what, HasSubstr("without its weight"));
}

TEST(FoldedStacksReader, WhatIsNoWeightOrStackIsAnError) {
  for (const char* line : {"main", "main f", "main 1.5", "main -1", "main 0x1", "main 1e3", "main 99999999999999999999",
                           "main 1 ", "main 1000000000000001", " 7", "; 7", "main +1"}) {
    EXPECT_EQ(error_of(line).where, "stacks.txt:1") << line;
  }
}

TEST(FoldedStacksReader, AFirstLineThatIsWrongIsAnError) {
  const std::string ours = "# perfbench folded stacks ";
  for (const char* rest : {"", "2; runs=1;", "1; runs=x;", "1; runs=-1;", "1; runs=1e99;", "1; period_us=0;",
                           "1; period_us=nan;", "1; period_us=inf;", "1; lost_samples=-1;", "1; unseen_pct=101;",
                           "1; unseen_pct=-1;", "1;\n# samples=-1;", "1;\n# samples=;"}) {
    EXPECT_THAT(error_of(ours + rest).where, HasSubstr("stacks.txt:")) << rest;
  }
}

TEST(FoldedStacksReader, AStackOfVeryManyFramesKeepsItsEnds) {
  std::string text = "first";
  for (int i = 0; i < 100'000; ++i) text += ";f";
  const StackProfile profile = read_folded(text + ";last 1\n");
  const CallStack& stack = profile.stacks().begin()->first;
  EXPECT_EQ(stack.size(), StackProfile::kDeepestStack);
  EXPECT_EQ(profile.frames()[stack.front()].function, "first");
  EXPECT_EQ(profile.frames()[stack.back()].function, "last");
  EXPECT_EQ(profile.losses.cut_stacks, 1);
}

}  // namespace
}  // namespace perfbench
