#include "model/utf8.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Utf8, ReadsCharactersOfEveryLength) {
  const std::string text = "a\u00e9\u20ac\U0001F600";
  std::vector<char32_t> values;
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    values.push_back(point.value);
    rest.remove_prefix(point.bytes);
  }
  EXPECT_EQ(values, (std::vector<char32_t>{U'a', 0xE9, 0x20AC, 0x1F600}));
}

TEST(Utf8, BrokenFormsAreReplacementCharactersOfOneByte) {
  for (const std::string text : {"\x80", "\xC0\xAF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80",
                                 "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    const CodePoint point = first_code_point(text);
    EXPECT_EQ(point.value, kReplacementCharacter) << testing::PrintToString(text);
    EXPECT_EQ(point.bytes, 1u);
  }
}

TEST(Utf8, WritesWhatItReads) {
  for (const std::string text : {"a", "\u00e9", "\u20ac", "\U0001F600", "\u07ff", "\uffff"}) {
    std::string written;
    append_utf8(written, first_code_point(text).value);
    EXPECT_EQ(written, text);
  }
}

TEST(Utf8, CountsColumnsAsATerminalDoes) {
  EXPECT_EQ(columns_of(std::string_view("abc")), 3);
  EXPECT_EQ(columns_of(std::string_view("日本")), 4);
  EXPECT_EQ(columns_of(std::string_view("e\u0301")), 1);
  EXPECT_EQ(columns_of(std::string_view("✓×…│")), 4);
}

TEST(Utf8, CutsNeverSplitACharacter) {
  EXPECT_EQ(cut_to_bytes("aéb", 2), "a");
  EXPECT_EQ(cut_to_bytes("aéb", 3), "aé");
  EXPECT_EQ(cut_to_characters("aéb", 2), "aé");
  EXPECT_EQ(cut_to_columns("a日本", 4), "a日");
  EXPECT_EQ(cut_to_columns("abc", 3), "abc");
  EXPECT_EQ(characters_of("a日é"), 3u);
}

TEST(ToValidUtf8, KeepsWhatIsValidAndReplacesTheRest) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(to_valid_utf8("aé€😀"), "aé€😀");
  EXPECT_EQ(to_valid_utf8("\xFF"
                          "a\xC3"),
            bad + "a" + bad);
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), bad + bad + bad);            // surrogate
  EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // beyond U+10FFFF
  EXPECT_EQ(to_valid_utf8(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

}  // namespace
}  // namespace perfbench
