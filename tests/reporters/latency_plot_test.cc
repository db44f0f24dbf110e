#include "reporters/latency_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <sstream>

#include "golden.h"
#include "model/clean_text.h"
#include "model/utf8.h"
#include "plot_pictures.h"
#include "reporters/gnuplot.h"
#include "reporters/latency_picture.h"
#include "sample_results.h"

namespace perfbench {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::StartsWith;

LatencyPlot plot_of(std::vector<Measured> durations) {
  LatencyPlot plot;
  plot.heading = {.title = "startup", .subtitle = "of a test", .verdict = "PASS", .tone = PlotTone::good};
  plot.durations_ms = std::move(durations);
  plot.lines = {{"p95 <= 250 ms", 250, PlotLine::Kind::kept_limit}, {"max <= 6 ms", 6, PlotLine::Kind::broken_limit}};
  plot.p50_ms = 5;
  plot.p95_ms = 5.5;
  return plot;
}

std::vector<Measured> around(double middle, std::size_t count) {
  std::mt19937 random(1);
  std::normal_distribution<double> factor(0, 0.05);
  std::vector<Measured> values(count);
  for (Measured& value : values) value = middle * std::exp(factor(random));
  return values;
}

// The rows of a data block.
std::vector<std::vector<double>> data_of(const std::string& script, const std::string& name) {
  std::vector<std::vector<double>> rows;
  const std::string opening = "$" + name + " << END\n";
  const std::size_t begin = script.find(opening);
  if (begin == std::string::npos) return rows;
  std::istringstream lines(script.substr(begin + opening.size()));
  for (std::string line; std::getline(lines, line) && line != "END";) {
    std::istringstream numbers(line);
    rows.emplace_back(std::istream_iterator<double>(numbers), std::istream_iterator<double>());
  }
  return rows;
}

void expect_drawn_in_silence(const LatencyPlot& plot) {
  const Drawing drawing = drawn(latency_script(plot));
  EXPECT_EQ(drawing.words, "");
  EXPECT_THAT(drawing.texts, Contains("startup"));
}

TEST(LatencyPlot, ScriptOfASampleIsAsRecorded) {
  expect_golden("failing.latency.gnuplot", latency_script(latency_plot_of(samples::failing())));
}

TEST(LatencyPlot, IsAPictureOfItsSizeForAnyNumberOfIterations) {
  for (const std::size_t count : {1u, 2u, 5u, 20u, 1000u, 100'000u}) {
    const auto picture = run_gnuplot(latency_script(plot_of(around(5, count))), std::chrono::seconds(30));
    ASSERT_TRUE(picture) << to_string(picture.error());
    EXPECT_EQ(size_of_png(*picture), "1000x700") << count;
    EXPECT_LT(picture->size(), 200'000u) << count;
  }
}

TEST(LatencyPlot, IsDrawnWithoutAWarningWhateverTheValuesAre) {
  for (const std::size_t count : {1u, 2u, 5u, 20u, 1000u, 100'000u}) expect_drawn_in_silence(plot_of(around(5, count)));
  expect_drawn_in_silence(plot_of(std::vector<Measured>(20, 5)));
  expect_drawn_in_silence(plot_of({0, 0}));
  expect_drawn_in_silence(plot_of({0, 100'000}));
  expect_drawn_in_silence(plot_of({0.05, 100'000}));
  expect_drawn_in_silence(plot_of({{}, 5, {}, 6, std::nan(""), std::numeric_limits<double>::infinity(), 1e300}));
  std::vector<Measured> wide;
  for (int i = 0; i < 200; ++i) wide.emplace_back(0.05 * std::pow(10, 6.3 * i / 199));
  expect_drawn_in_silence(plot_of(wide));
}

TEST(LatencyPlot, SaysSoWhereNothingWasMeasured) {
  for (const auto& none : {std::vector<Measured>{}, std::vector<Measured>(3)}) {
    EXPECT_THAT(drawn(latency_script(plot_of(none))).texts, Contains("no latency was measured"));
  }
}

TEST(LatencyPlot, AnIterationWithoutALatencyKeepsItsNumber) {
  EXPECT_EQ(data_of(latency_script(plot_of({5, {}, 7})), "iterations"),
            (std::vector<std::vector<double>>{{1, 5}, {3, 7}}));
}

TEST(LatencyPlot, OfManyIterationsTheExtremesAreKept) {
  std::vector<Measured> durations = around(5, 100'000);
  durations[12'345] = 0.5;
  durations[77'777] = 999;
  const std::string script = latency_script(plot_of(durations));
  EXPECT_LT(script.size(), 100'000u);
  const auto rows = data_of(script, "steps");
  ASSERT_GE(rows.size(), 300u);
  double lowest = rows[0][1];
  double highest = rows[0][3];
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u);
    EXPECT_TRUE(row[1] <= row[2] && row[2] <= row[3]);
    lowest = std::min(lowest, row[1]);
    highest = std::max(highest, row[3]);
    EXPECT_TRUE(row[1] != 0.5 || std::abs(row[0] - 12'346) < 200);
    EXPECT_TRUE(row[3] != 999 || std::abs(row[0] - 77'778) < 200);
  }
  EXPECT_EQ(lowest, 0.5);
  EXPECT_EQ(highest, 999);
  EXPECT_THAT(drawn(script).texts, Contains("iteration (each step: lowest, median and highest of 278)"));
}

TEST(LatencyPlot, LimitsHaveLabelsAndLinesAndOnesFarAwayAnArrow) {
  const auto texts = drawn(latency_script(plot_of({5, 5.3, 5.6}))).texts;
  EXPECT_THAT(texts, IsSupersetOf({"↑ p95 <= 250 ms", "✗ max <= 6 ms", "── p50 5.00 ms", "╌╌ p95 5.50 ms"}));
}

TEST(LatencyPlot, APercentileThatTheHistogramLeavesOutIsTold) {
  LatencyPlot plot = plot_of({5, 5.3, 5.6});
  plot.p95_ms = 90;
  EXPECT_THAT(drawn(latency_script(plot)).texts, Contains("→ p95 90.00 ms"));
}

TEST(LatencyPlot, WhatTheHistogramLeavesOutIsTold) {
  std::vector<Measured> durations = around(5, 1000);
  durations[10] = 80;
  durations[20] = 90;
  durations[30] = 0.1;
  const auto texts = drawn(latency_script(plot_of(durations))).texts;
  EXPECT_THAT(texts, Contains("not shown:"));
  EXPECT_THAT(texts, Contains(StartsWith("2 above ")));
  EXPECT_THAT(texts, Contains(StartsWith("1 below ")));
}

// As what is cut to the width of a label or less.
auto starts_like(std::string_view text) {
  return [beginning = std::string(cut_to_columns(text, 20))](const std::string& other) {
    return other.starts_with(beginning);
  };
}

// Each as title, subtitle and label: shown letter by letter, and none of them run.
TEST(LatencyPlot, TextsOfOthersAppearAsTheyAreAndRunNothing) {
  const std::filesystem::path marker =
      std::filesystem::path(testing::TempDir()) / ("perfbench-ran-" + std::to_string(::getpid()));
  const std::string touch = "touch " + marker.string();
  const std::vector<std::string> hostile = {"`" + touch + "`",
                                            "\"; system('" + touch + "') #",
                                            "'.system(\"" + touch + "\").'",
                                            "\n!" + touch + "\n",
                                            "@x $0 %s %d ARGV[1]",
                                            "{/:Bold b}_1^2 ~a{.5-} &{x} \\n \\042",
                                            "END",
                                            "a'b''c\"d\"\"e",
                                            "Ünï 漢字 ✓",
                                            "\\",
                                            "a # b; c, \\"};
  for (const std::string& text : hostile) {
    LatencyPlot plot = plot_of({5, 6});
    plot.heading = {.title = text, .subtitle = text, .verdict = "FAIL", .tone = PlotTone::bad};
    plot.lines.push_back({text, 5.5, PlotLine::Kind::kept_limit});
    const Drawing drawing = drawn(latency_script(plot));
    EXPECT_EQ(drawing.words, "") << text;
    const std::string literal = clean_line(text);
    EXPECT_EQ(std::ranges::count(drawing.texts, literal), literal.size() > 20 ? 2 : 3) << text;
    EXPECT_EQ(std::ranges::count_if(drawing.texts, starts_like(literal)), 3) << text;
    EXPECT_FALSE(std::filesystem::exists(marker)) << text;
  }
  std::filesystem::remove(marker);
}

}  // namespace
}  // namespace perfbench
