#include "analysis/callgrind_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::HasSubstr;

constexpr const char* kFile =
    "# callgrind format\nversion: 1\npid: 4711\ncmd:  ./app\n\ndesc: Trigger: Program termination\n\n"
    "positions: line\nevents: Ir\nsummary: 50163864\n\n\nfn=(1) main\n3 12\ntotals: 50163864\n";

std::string refusal_of(const std::string& text) { return to_string(read_callgrind(text, "out.1").error()); }

TEST(CallgrindReader, TellsTheInstructionsOfAProcess) {
  const auto count = read_callgrind(kFile, "out.1");
  ASSERT_TRUE(count);
  EXPECT_EQ(count->instructions, 50163864);
  EXPECT_EQ(count->command, "./app");
}

TEST(CallgrindReader, OfSeveralEventsTheFirstCounts) {
  EXPECT_EQ(read_callgrind("events: Ir Dr Dw\ntotals: 12 3 4\n", "out.1")->instructions, 12);
}

TEST(CallgrindReader, TheSummaryWillDoWhereThereAreNoTotals) {
  EXPECT_EQ(read_callgrind("events: Ir\nsummary: 12\n", "out.1")->instructions, 12);
  EXPECT_EQ(read_callgrind("events: Ir\nsummary: 12\n", "out.1")->command, "");
}

TEST(CallgrindReader, RefusesWhatIsNone) {
  EXPECT_THAT(refusal_of(""), HasSubstr("out.1: it is empty: the process was killed"));
  EXPECT_THAT(refusal_of("ELF"), HasSubstr("out.1: this is no file of callgrind"));
  EXPECT_THAT(refusal_of("events: Bc\ntotals: 1\n"), HasSubstr("something other than instructions"));
  EXPECT_THAT(refusal_of("events: Ir\nfn=(1) main\n3 12"), HasSubstr("no total"));
  EXPECT_THAT(refusal_of("events: Ir\ntotals: many\n"), HasSubstr("no total"));
  EXPECT_THAT(refusal_of("events: Ir\ntotals: 99999999999999999999999\n"), HasSubstr("no total"));
}

}  // namespace
}  // namespace perfbench
