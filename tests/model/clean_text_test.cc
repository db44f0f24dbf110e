#include "model/clean_text.h"

#include <gtest/gtest.h>

#include "model/utf8.h"

namespace perfbench {
namespace {

TEST(CleanText, DropsTerminalEscapeSequencesWhole) {
  EXPECT_EQ(clean_lines("\x1b[1;31mred\x1b[0m"), "red");
  EXPECT_EQ(clean_lines("\x1b]0;title\x07text"), "text");
  EXPECT_EQ(clean_lines("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\"), "link");
  EXPECT_EQ(clean_lines("\x1b(Bplain\x1b"
                        "7"),
            "plain");
  EXPECT_EQ(clean_lines("\xC2\x9B"
                        "31mred"),
            "red");
}

TEST(CleanText, AnUnfinishedSequenceTakesNoMoreThanItsLine) {
  EXPECT_EQ(clean_lines("a\x1b]0;title\nb"), "a\nb");
  EXPECT_EQ(clean_lines("a\x1b[12\nb"), "a\nb");
  EXPECT_EQ(clean_lines("a\x1b"), "a");
}

TEST(CleanText, DropsControlsNoncharactersAndMarksThatMislead) {
  EXPECT_EQ(clean_lines(std::string("a\0b\x07"
                                    "c\x7f"
                                    "d\b",
                                    7)),
            "abcd");
  EXPECT_EQ(clean_lines("a\u202Eb\u2066c\uFEFFd\uFFFEe\u200Ff\u0085g"), "abcdefg");
}

TEST(CleanText, DropsEachOfThem) {
  constexpr char32_t kEscape = 0x1B;
  constexpr char32_t kCsi = 0x9B;
  std::vector<char32_t> unwanted = {0x7F,   0x061C, 0x200B, 0x200E, 0x200F, 0x202A,  0x202E,  0x2060,  0x206F,
                                    0xFEFF, 0xFFF9, 0xFFFB, 0xFFFE, 0xFFFF, 0x1FFFE, 0xE0000, 0xE007F, 0x10FFFF};
  for (char32_t c0 = 0; c0 < 0x20; ++c0) {
    if (c0 != '\t' && c0 != '\n' && c0 != '\r' && c0 != kEscape) unwanted.push_back(c0);
  }
  for (char32_t c1 = 0x80; c1 < 0xA0; ++c1) {
    if (c1 != kCsi) unwanted.push_back(c1);
  }
  for (const char32_t value : unwanted) {
    std::string text = "a";
    append_utf8(text, value);
    EXPECT_EQ(clean_lines(text + "b"), "ab") << std::hex << static_cast<unsigned>(value);
  }
}

TEST(CleanText, RepairsBrokenUtf8) { EXPECT_EQ(clean_lines("a\xff\xc3z"), "a\uFFFD\uFFFDz"); }

TEST(CleanText, KeepsOtherCharacters) {
  const std::string text = "h\u00e9llo 日本語 \U0001F600 <&>|`";
  EXPECT_EQ(clean_lines(text), text);
}

TEST(CleanText, EveryKindOfLineEndIsOne) { EXPECT_EQ(clean_lines("a\r\nb\rc\nd\u2028e\u2029f"), "a\nb\nc\nd\ne\nf"); }

TEST(CleanText, OneLineIsJoinedWithSingleBlanks) {
  EXPECT_EQ(clean_line("  a  b \n\n \t c\r\n"), "a  b c");
  EXPECT_EQ(clean_line(" \n\t"), "");
}

TEST(CleanText, LastLinesLeaveOutEmptyOnesAtTheEnd) {
  EXPECT_EQ(last_lines("a\nb\nc\n \n\n", 2), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(last_lines("a\n\nb", 5), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(last_lines("", 3).empty());
}

}  // namespace
}  // namespace perfbench
