#include "reporters/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "model/utf8.h"
#include "sample_results.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

RunResult eight_workers() {
  RunResult result = samples::concurrent();
  result.plan.concurrency = 8;
  for (std::size_t i = 0; i < result.record.iterations.size(); ++i) {
    edit_iteration(result.record.iterations, i, [](IterationRecord& iteration) {
      while (iteration.workers.size() < 8) {
        iteration.workers.push_back(iteration.workers[1]);
        iteration.workers.back().worker_id = static_cast<int>(iteration.workers.size());
      }
    });
  }
  return result;
}

TEST(Console, FitsTheWidth) {
  const auto all = samples::all();
  for (int width = 60; width <= 130; ++width) {
    for (const samples::Sample& sample : all) {
      for (const bool unicode : {true, false}) {
        const std::string text = render_console(sample.result, {.colour = false, .unicode = unicode, .width = width});
        for (const std::string& line : lines_of(text)) {
          EXPECT_LE(columns_of(line), width) << sample.name << ": " << line;
        }
      }
    }
  }
}

TEST(Console, FitsTheWidthWithHugeFigures) {
  RunResult result = samples::passing();
  for (Figure& figure : result.summary.figures) {
    if (figure.value) *figure.value = 123456789;
  }
  for (const std::string& line : lines_of(render_console(result, {.width = 80})))
    EXPECT_LE(columns_of(line), 80) << line;
}

TEST(Console, WholeNamesOfFiguresShowWhereThereIsRoom) {
  EXPECT_THAT(render_console(samples::passing(), {.width = 120}),
              HasSubstr("  process_tree_sampled.peak_tree_rss_mb "));
  EXPECT_THAT(render_console(samples::passing(), {.width = 80}),
              HasSubstr("  process_tree_sampled\n    peak_tree_rss_mb "));
}

TEST(Console, ABreachNamesCheckFigureLimitAndMargin) {
  EXPECT_THAT(render_console(samples::failing(), {}),
              HasSubstr("✗  latency_ms.p95                         344.4 ms  <= 250 ms  -37.8 %\n"
                        "    set by profile cold\n"));
}

TEST(Console, ANameTooLongForTheTableIsNotCut) {
  RunResult result = samples::passing();
  const std::string path = "resource_budget.time_budget_ms.observed_worker_step_mean_ms";
  result.judgement.checks = {samples::check_of("", path, Comparison::less_equal, 2, Unit::milliseconds, 2.5)};
  EXPECT_THAT(render_console(result, {.width = 80}),
              HasSubstr("  ✗ " + path + " is 2.50 ms,\n    limit <= 2 ms, margin -25.0 %\n"));
}

TEST(Console, WithoutColourThereIsNoEscape) {
  for (const samples::Sample& sample : samples::all()) {
    EXPECT_THAT(render_console(sample.result, {}), Not(HasSubstr("\x1b"))) << sample.name;
  }
}

TEST(Console, WithoutUnicodeThereIsOnlyAscii) {
  for (const samples::Sample& sample : samples::all()) {
    for (const char c : render_console(sample.result, {.unicode = false})) {
      ASSERT_LT(static_cast<unsigned char>(c), 0x80u) << sample.name;
    }
  }
}

TEST(Console, NothingInItIsACtestElement) {
  const std::string text = render_console(samples::hostile(), {.width = 200});
  for (const std::string opening : {"<CTest", "<Dart", "</CTest", "</Dart"}) EXPECT_THAT(text, Not(HasSubstr(opening)));
}

TEST(Console, ShowsFiveFailuresOfEightWorkersAndCountsTheRest) {
  const std::string text = render_console(eight_workers(), {});
  EXPECT_THAT(text, HasSubstr("2 iterations × 8 workers"));
  EXPECT_THAT(text, HasSubstr("iteration 1, worker 6: timed out"));
  EXPECT_THAT(text, Not(HasSubstr("iteration 1, worker 7:")));
  EXPECT_THAT(text, HasSubstr("\n  2 more failed workers\n"));
}

TEST(Console, AnInterruptedRunHasNoTableAndNamesNoIterationFiles) {
  const std::string text = render_console(samples::interrupted(), {});
  EXPECT_THAT(text, HasSubstr("interrupted by SIGINT before the first iteration was complete, 4 workers\n  aborted\n"));
  EXPECT_THAT(text, Not(HasSubstr("mean")));
  EXPECT_THAT(text, Not(HasSubstr("iteration-###")));
}

TEST(Console, OnlyAPassIsGreen) {
  RunResult result = samples::passing();
  EXPECT_TRUE(render_console(result, {.colour = true}).starts_with("\x1b[32m")) << render_console(result, {});
  for (const auto& [verdict, colour] :
       {std::pair(Verdict::error, "\x1b[31m"), {Verdict::fail, "\x1b[31m"}, {Verdict::inconclusive, "\x1b[33m"}}) {
    result.judgement = {.verdict = verdict, .checks = {}, .reason = "interrupted by SIGTERM"};
    const std::string text = render_console(result, {.colour = true});
    EXPECT_TRUE(text.starts_with(colour)) << text;
    EXPECT_THAT(text, HasSubstr("interrupted by SIGTERM"));
  }
}

TEST(Console, TellsWhyAnExpectedFigureIsMissing) {
  RunResult result = samples::passing();
  result.summary.not_measured["process_tree_sampled"] = "every worker was too short";
  const std::string text = render_console(result, {});
  EXPECT_THAT(text, HasSubstr("not measured (every worker was too short): process_tree_sampled"));
  EXPECT_THAT(text, Not(HasSubstr("telemetry was off")));
}

}  // namespace
}  // namespace perfbench
