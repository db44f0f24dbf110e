#include "reporters/markdown_text.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(MarkdownText, EscapesEveryMark) {
  EXPECT_EQ(md_escaped("a|b `c` *d* _e_ [f](g) <h> &i; \\j ~k~ #1 @you $x$"),
            "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g) \\<h\\> \\&i; \\\\j \\~k\\~ \\#1 \\@you \\$x\\$");
}

TEST(MarkdownText, BareAddressesBecomeNoLinks) {
  EXPECT_EQ(md_escaped("https://x www.x 10:30 a.b"), "https\\://x www\\.x 10:30 a.b");
}

TEST(MarkdownText, CodeStandsBetweenMoreBackticksThanItHolds) {
  EXPECT_EQ(md_code("a_b"), "`a_b`");
  EXPECT_EQ(md_code("a``b"), "```a``b```");
  EXPECT_EQ(md_code("`a"), "`` `a ``");
  EXPECT_EQ(md_code("a\nb"), "`a b`");
  EXPECT_EQ(md_code(""), "");
}

TEST(MarkdownText, CodeNeverSplitsATable) { EXPECT_EQ(md_code("a\\|b"), "a\\\\\\|b"); }

TEST(MarkdownText, AFenceIsLongerThanAnyWithin) {
  EXPECT_EQ(md_fenced("a\n```\nb", "text"), "````text\na\n```\nb\n````\n");
  EXPECT_EQ(md_fenced("a\x1b[1m\n", "sh"), "```sh\na\n```\n");
}

}  // namespace
}  // namespace perfbench
