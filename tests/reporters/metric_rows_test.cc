#include "reporters/metric_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "sample_results.h"

namespace perfbench {
namespace {

MetricRow row_of(Unit unit, Measured mean, Measured maximum) {
  return {.path = "x", .unit = unit, .values = {mean, {}, {}, {}, {}, maximum}};
}

TEST(MetricRows, HoldOnlyWhatWasMeasuredAndMegabytesOnly) {
  std::vector<std::string> paths;
  for (const MetricRow& row : measured_rows(samples::passing().summary)) paths.push_back(row.path);
  EXPECT_EQ(paths.front(), "latency_ms");
  EXPECT_THAT(paths, testing::Contains("max_rss_mb"));
  EXPECT_THAT(paths, testing::Not(testing::Contains("max_rss_kb")));
  EXPECT_THAT(paths, testing::Not(testing::Contains("vmmap_snapshots.start_physical_footprint_mb")));
}

TEST(MetricRows, AStatisticThatV4LacksIsAbsent) {
  const MetricRow row = metric_row(samples::passing().summary, "cpu_pct", Unit::percent);
  EXPECT_TRUE(row.values[0]);
  EXPECT_FALSE(row.values[4]);
  EXPECT_EQ(cell_text(row, 4), "");
}

TEST(MetricRows, ARowHasTheSameDecimalsThroughout) {
  const MetricRow row = row_of(Unit::milliseconds, 9.5, 350.25);
  EXPECT_EQ(cell_text(row, 0), "9.5");
  EXPECT_EQ(cell_text(row, 5), "350.2");
}

TEST(MetricRows, TheSmallestOfAWideRangeKeepsTwoDigits) {
  const MetricRow row = row_of(Unit::milliseconds, 0.537, 20000);
  EXPECT_EQ(cell_text(row, 0), "0.54");
  EXPECT_EQ(cell_text(row, 5), "20000.00");
}

TEST(MetricRows, WholeCountsHaveNoDecimals) {
  EXPECT_EQ(cell_text(row_of(Unit::count, 3, 6), 0), "3");
  EXPECT_EQ(cell_text(row_of(Unit::count, 3.5, 6), 0), "3.50");
}

TEST(MetricRows, WhatIsNotFiniteIsNotShown) {
  const MetricRow row = row_of(Unit::milliseconds, 3, std::numeric_limits<double>::infinity());
  EXPECT_EQ(cell_text(row, 5), "");
  EXPECT_EQ(cell_text(row, 0), "3.00");
}

TEST(MetricRows, AFigureThatIsKnownInKilobytesOnlyIsShownInThem) {
  Summary summary;
  summary.figures = {{{{"max_rss_kb", "mean"}}, 2048.0}};
  const auto rows = measured_rows(summary);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].path, "max_rss_kb");
  EXPECT_EQ(rows[0].unit, Unit::kilobytes);
}

}  // namespace
}  // namespace perfbench
