#include "reporters/folded_stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden.h"
#include "sample_profiles.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

std::string folded_text(const StackProfile& profile) {
  std::string text;
  write_folded_stacks(profile, [&](std::string_view bytes) { text += bytes; });
  return text;
}

TEST(FoldedStacks, AreAsRecorded) {
  expect_golden("rendering.folded.txt", folded_text(samples::rendering()));
  expect_golden("hostile-names.folded.txt", folded_text(samples::hostile_names()));
}

TEST(FoldedStacks, OfNothingAreTheirFirstLine) {
  EXPECT_EQ(folded_text(StackProfile{}), "# perfbench folded stacks 1; runs=0;\n");
}

TEST(FoldedStacks, WeightsAreWholeMicroseconds) {
  StackProfile profile;
  profile.runs = 1;
  profile.add(CallStack{profile.index_of("main", "app")}, {.weight_ms = 2.0004, .samples = 2});
  profile.add(CallStack{profile.index_of("other", "")}, {.weight_ms = 0.9996, .samples = 1});
  EXPECT_EQ(folded_text(profile),
            "# perfbench folded stacks 1; runs=1; period_us=1000;\nmain [app] 2000\nother 1000\n");
}

TEST(FoldedStacks, SamplesThatTheWeightDoesNotTellStandBeforeTheLine) {
  StackProfile profile;
  profile.runs = 1;
  profile.add(CallStack{profile.index_of("fast", "")}, {.weight_ms = 1, .samples = 10});
  profile.add(CallStack{profile.index_of("slow", "")}, {.weight_ms = 99, .samples = 10});
  EXPECT_THAT(folded_text(profile),
              HasSubstr("period_us=5000;\n# samples=10;\nfast 1000\n# samples=10;\nslow 99000\n"));
}

// What flamegraph.pl, inferno and speedscope take for a stack: anything, a blank, a number at the end.
TEST(FoldedStacks, LinesThatAreNoStacksEndInNoNumber) {
  const std::string text = folded_text(samples::hostile_names());
  std::size_t comments = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with('#')) continue;
    ++comments;
    EXPECT_TRUE(line.ends_with(';')) << line;
  }
  EXPECT_GE(comments, 2u);
}

}  // namespace
}  // namespace perfbench
