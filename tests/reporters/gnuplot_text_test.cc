#include "reporters/gnuplot_text.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(GnuplotText, PlainTextIsReadable) { EXPECT_EQ(gnuplot_string("p95 <= 250 ms", 40), "\"p95 <= 250 ms\""); }

TEST(GnuplotText, NothingThatGnuplotActsOnIsLeft) {
  std::string every_character;
  for (int c = 1; c < 256; ++c) every_character += static_cast<char>(c);
  const std::string quoted = gnuplot_string(every_character, 10000);
  ASSERT_GE(quoted.size(), 2u);
  for (const char c : quoted.substr(1, quoted.size() - 2)) {
    EXPECT_TRUE(c >= ' ' && c <= '~') << static_cast<int>(c);
    EXPECT_EQ(std::string("\"'`@#$%{}^~&|!?*[]").find(c), std::string::npos) << c;
  }
}

TEST(GnuplotText, ABackslashIsOnlyThereBeforeThreeDigits) {
  EXPECT_EQ(gnuplot_string("\\n`x`\"", 40), "\"\\134n\\140x\\140\\042\"");
}

TEST(GnuplotText, ADigitIsNoPartOfAnEscapeBeforeIt) {
  EXPECT_EQ(gnuplot_string("$01 a1", 40), "\"\\044\\060\\061 a1\"");
}

TEST(GnuplotText, IsOneLine) { EXPECT_EQ(gnuplot_string("a\n b\r\nc\x1b[1m", 40), "\"a b c\""); }

TEST(GnuplotText, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(gnuplot_string("abcdef", 6), "\"abcdef\"");
  EXPECT_EQ(gnuplot_string("abcdefg", 6), "\"abcde\\342\\200\\246\"");
  EXPECT_EQ(gnuplot_string("漢字漢字", 6), gnuplot_string("漢字…", 6));
}

TEST(GnuplotText, BrokenTextBecomesText) { EXPECT_EQ(gnuplot_string("\xff", 6), gnuplot_string("\xef\xbf\xbd", 6)); }

}  // namespace
}  // namespace perfbench
