#include "reporters/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "model/clean_text.h"
#include "sample_results.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

// Pipes that GitHub takes for borders of cells.
std::ptrdiff_t borders(const std::string& row) {
  static const std::regex escaped(R"(\\.)");
  const std::string bare = std::regex_replace(row, escaped, "");
  return std::count(bare.begin(), bare.end(), '|');
}

TEST(Markdown, EveryRowOfATableHasAsManyCellsAsItsHead) {
  for (const samples::Sample& sample : samples::all()) {
    std::istringstream lines(render_markdown(sample.result));
    std::ptrdiff_t expected = 0;
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("```")) fenced = !fenced;
      if (fenced || !line.starts_with('|')) {
        expected = 0;
        continue;
      }
      if (expected == 0) expected = borders(line);
      EXPECT_EQ(borders(line), expected) << sample.name << ": " << line;
    }
  }
}

TEST(Markdown, HoldsNoControlCharacters) {
  const std::string page = render_markdown(samples::hostile());
  EXPECT_EQ(clean_lines(page), page);
}

TEST(Markdown, HtmlOfOthersIsEscapedOutsideOfCode) {
  const std::string page = render_markdown(samples::hostile());
  EXPECT_THAT(page, HasSubstr(R"(- `process_tree_sampled`: \<b\>\&amp;\</b\> \| \`x\`)"));
}

TEST(Markdown, ShowsFiftyIterationsAndSaysHowManyMore) {
  RunResult result = samples::passing();
  while (result.record.iterations.size() < 53) {
    result.record.iterations.push_back(
        samples::iteration_of(static_cast<int>(result.record.iterations.size()) + 1, 1111));
  }
  const std::string page = render_markdown(result);
  EXPECT_THAT(page, HasSubstr("\n| 50 | ok | 1111 |"));
  EXPECT_THAT(page, Not(HasSubstr("\n| 51 |")));
  EXPECT_THAT(page, HasSubstr("\n3 more in `summary.json`.\n"));
}

TEST(Markdown, ListsTwentyFailuresAndSaysHowManyMore) {
  RunResult result = samples::passing();
  result.record.iterations = {};
  for (int i = 1; i <= 21; ++i) result.record.iterations.push_back(samples::iteration_of(i, 5, Exited{3}, "oops"));
  const std::string page = render_markdown(result);
  EXPECT_THAT(page, HasSubstr("### iteration 20: exit 3\n\n```text\noops\n```\n"));
  EXPECT_THAT(page, Not(HasSubstr("### iteration 21")));
  EXPECT_THAT(page, HasSubstr("1 more failed worker in"));
}

TEST(Markdown, AnInterruptedRunSaysSoAndHasNoEmptyTables) {
  const std::string page = render_markdown(samples::interrupted());
  EXPECT_THAT(page, HasSubstr("interrupted by SIGINT before the first iteration was complete, 4 workers aborted"));
  for (const std::string heading : {"## Metrics", "## Runs", "## Step timings", "## Checks", "## Failed"}) {
    EXPECT_THAT(page, Not(HasSubstr(heading)));
  }
}

TEST(Markdown, NeverShowsValuesOfTheEnvironment) {
  EXPECT_THAT(render_markdown(samples::failing()), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace perfbench
