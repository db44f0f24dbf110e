#include "model/figure_path.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(FigurePath, SplitsDottedNames) {
  const auto path = parse_figure_path("process_tree_sampled.peak_tree_rss_mb.mean");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->segments, (std::vector<std::string>{"process_tree_sampled", "peak_tree_rss_mb", "mean"}));
}

TEST(FigurePath, NamesWithDotsStandInBrackets) {
  const auto path = parse_figure_path(R"(queue_cancel_metrics["queue.wait \"x\""].p95)");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->segments, (std::vector<std::string>{"queue_cancel_metrics", "queue.wait \"x\"", "p95"}));
}

TEST(FigurePath, IsWrittenAsItIsRead) {
  for (const std::string text :
       {"latency_ms.p95", R"(queue_cancel_metrics["queue.wait"])", R"(a["\"\\"].b)", R"(a[""])"}) {
    const auto path = parse_figure_path(text);
    ASSERT_TRUE(path) << text;
    EXPECT_EQ(to_string(*path), text);
  }
}

TEST(FigurePath, BrokenNamesAreErrorsThatTellTheColumn) {
  for (const std::string text : {"", ".", "a.", "a..b", "a[", "a[\"b", "a[\"b\"", "a b", "a[\"b\\", "a[\"x\"]b"}) {
    const auto path = parse_figure_path(text);
    ASSERT_FALSE(path) << text;
    EXPECT_EQ(path.error().kind, ErrorKind::plan);
    EXPECT_NE(path.error().what.find("column"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace perfbench
