#include "reporters/xml_text.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(XmlText, EscapesWhatXmlReadsAsItsOwn) {
  EXPECT_EQ(xml_escaped_line("<a b=\"c\">&amp;]]>"), "&lt;a b=&quot;c&quot;&gt;&amp;amp;]]&gt;");
}

TEST(XmlText, IsOneLineWithoutForbiddenCharacters) {
  EXPECT_EQ(xml_escaped_line(std::string("a\0\x01\x1b[1mb\nc\xff\uFFFF", 14)), "ab c\uFFFD");
}

}  // namespace
}  // namespace perfbench
