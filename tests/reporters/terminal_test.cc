#include "reporters/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reporters/terminal_table.h"

namespace perfbench {
namespace {

using testing::ElementsAre;

TEST(Terminal, ColoursOnlyWhereAsked) {
  EXPECT_EQ(Terminal({.colour = false}).paint(Ink::bad, "x"), "x");
  EXPECT_EQ(Terminal({.colour = true}).paint(Ink::bad, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Terminal({.colour = true}).paint(Ink::plain, "x"), "x");
}

TEST(Terminal, IsNeverTakenForNarrowerThanATableNeeds) {
  EXPECT_EQ(Terminal({.width = 0}).width(), 40);
  EXPECT_EQ(Terminal({.width = 100}).width(), 100);
}

TEST(Terminal, CtestElementsOfOthersAreDefused) {
  const Terminal terminal({});
  EXPECT_EQ(terminal.clean("<CTestMeasurement>1</CTestMeasurement>"), "< CTestMeasurement>1< /CTestMeasurement>");
  EXPECT_EQ(terminal.clean("<DartMeasurement"), "< DartMeasurement");
  EXPECT_EQ(terminal.clean("<CT\x1b[1mestDetails>"), "< CTestDetails>");
  EXPECT_EQ(terminal.clean("<vector> a < b"), "<vector> a < b");
}

TEST(Terminal, WithoutUnicodeEverythingIsAscii) {
  const Terminal terminal({.unicode = false});
  EXPECT_EQ(terminal.clean("caf\u00e9 日e\u0301"), "caf? ?e");
  EXPECT_EQ(terminal.fit("abcdefgh", 6), "abc...");
}

TEST(Terminal, FitsByColumns) {
  const Terminal terminal({});
  EXPECT_EQ(terminal.fit("日本語", 6), "日本語");
  EXPECT_EQ(terminal.fit("日本語", 5), "日本…");
  EXPECT_EQ(terminal.fit("日本語", 4), "日…");
}

TEST(Terminal, WrapsAtSpacesAndBreaksLongWords) {
  const Terminal terminal({});
  EXPECT_THAT(terminal.wrap("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(terminal.wrap("one two", 7), ElementsAre("one two"));
  EXPECT_THAT(terminal.wrap("one  two", 6), ElementsAre("one", "two"));
  EXPECT_THAT(terminal.wrap("abcdefghij k", 4), ElementsAre("abcd", "efgh", "ij k"));
  EXPECT_THAT(terminal.wrap("", 4), ElementsAre());
}

TEST(TerminalTable, AlignsByColumnsNotBytes) {
  TerminalTable table({Align::left, Align::right});
  table.add_row({{"日本"}, {"1"}});
  table.add_row({{"abc"}, {"100"}});
  EXPECT_EQ(table.width(2), 4 + 2 + 3);
  EXPECT_EQ(table.render(Terminal({}), 1, 2), " 日本    1\n abc   100\n");
}

TEST(TerminalTable, ColourTakesNoRoomAndLinesEndWithoutBlanks) {
  TerminalTable table({Align::left, Align::left, Align::right});
  table.add_row({{"a", Ink::good}, {"b"}, {""}});
  table.add_row({{"aaa"}, {""}, {"1"}});
  EXPECT_EQ(table.render(Terminal({.colour = true}), 0, 1), "\x1b[32ma\x1b[0m   b\naaa   1\n");
}

TEST(TerminalTable, HeadingsDoNotWidenTheColumns) {
  TerminalTable table({Align::left, Align::right});
  table.add_heading({"a very long heading"});
  table.add_row({{"a"}, {"1"}});
  EXPECT_EQ(table.width(1), 3);
  EXPECT_EQ(table.render(Terminal({}), 0, 1), "a very long heading\na 1\n");
}

}  // namespace
}  // namespace perfbench
