#include "reporters/trend_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "plot_pictures.h"
#include "reporters/gnuplot.h"

namespace perfbench {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

constexpr std::int64_t kBegin = 1'767'348'245'123;  // 2 January 2026, 10:04:05 UTC
constexpr std::int64_t kDay = 86'400'000;

TrendPlot trend_of(std::int64_t count, std::int64_t step) {
  TrendPlot plot;
  plot.heading = {.title = "startup", .subtitle = "on bench-01", .verdict = "", .tone = PlotTone::neutral};
  plot.y_label = "latency_ms.p95, ms";
  for (std::int64_t i = 0; i < count; ++i) {
    plot.points.push_back({kBegin + i * step, 200.0 + static_cast<double>(i % 7)});
  }
  plot.lines = {{"<= 250 ms", 250, PlotLine::Kind::kept_limit}, {"median of 10", 203, PlotLine::Kind::reference}};
  return plot;
}

TEST(TrendPlot, IsAPictureOfItsSize) {
  for (const auto& [count, step] : {std::pair(1, 1l), {2, kDay}, {90, kDay}, {1000, kDay}, {20'000, 3'600'000l}}) {
    const auto picture = run_gnuplot(trend_script(trend_of(count, step)), std::chrono::seconds(30));
    ASSERT_TRUE(picture) << to_string(picture.error());
    EXPECT_EQ(size_of_png(*picture), "1000x700");
  }
}

TEST(TrendPlot, HasDatesAsPreciseAsItsPointsAreApart) {
  const auto texts = [](std::int64_t count, std::int64_t step) {
    const Drawing drawing = drawn(trend_script(trend_of(count, step)));
    EXPECT_EQ(drawing.words, "");
    return testing::PrintToString(drawing.texts);
  };
  EXPECT_THAT(texts(5, 15'000), HasSubstr("10:04:30"));
  EXPECT_THAT(texts(1, 1), HasSubstr("10:00"));
  EXPECT_THAT(texts(24, 3'600'000), AllOf(HasSubstr("02 Jan"), HasSubstr("UTC, 2026")));
  EXPECT_THAT(texts(60, kDay), HasSubstr(" Feb"));
  EXPECT_THAT(texts(2000, kDay), HasSubstr("2030"));
}

TEST(TrendPlot, PointsAreJoinedInTheOrderOfTime) {
  TrendPlot plot = trend_of(0, 1);
  plot.points = {{kBegin + 2000, 3}, {kBegin, 1}, {kBegin + 1000, 2}};
  EXPECT_THAT(trend_script(plot), HasSubstr("1767348245.123 1\n1767348246.123 2\n1767348247.123 3\n"));
}

TEST(TrendPlot, LinesHaveLabelsAndOnesFarAwayAnArrow) {
  TrendPlot plot = trend_of(10, kDay);
  plot.lines.push_back({"old limit", 9000, PlotLine::Kind::broken_limit});
  EXPECT_THAT(drawn(trend_script(plot)).texts, testing::IsSupersetOf({"median of 10", "<= 250 ms", "↑ ✗ old limit"}));
}

TEST(TrendPlot, ValuesThatNoAxisHoldsAreLeftOut) {
  TrendPlot plot = trend_of(3, kDay);
  plot.points.push_back({kBegin, std::numeric_limits<double>::quiet_NaN()});
  plot.points.push_back({kBegin, std::numeric_limits<double>::infinity()});
  EXPECT_EQ(trend_script(plot), trend_script(trend_of(3, kDay)));
  plot.points = {{kBegin, -5}, {kBegin + kDay, 0}, {kBegin + 2 * kDay, 7}};
  EXPECT_EQ(drawn(trend_script(plot)).words, "");
}

TEST(TrendPlot, SaysSoWhereThereAreNoPoints) {
  EXPECT_THAT(drawn(trend_script(trend_of(0, 1))).texts, Contains("there are no points"));
}

TEST(TrendPlot, TheNameOfTheFigureIsOnlyText) {
  TrendPlot plot = trend_of(3, kDay);
  plot.y_label = "`exit 1` @x \"; exit\n{/:Bold y}";
  EXPECT_THAT(drawn(trend_script(plot)).texts, Contains("`exit 1` @x \"; exit {/:Bold y}"));
}

}  // namespace
}  // namespace perfbench
