#include "reporters/trend_text.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

constexpr std::int64_t kStartMs = 1795301725000;  // 2026-11-21 22:55:25 UTC
constexpr std::int64_t kDayMs = 86'400'000;

TEST(TrendTable, HasTimeValueAndChangeOfEachPoint) {
  EXPECT_EQ(
      render_trend_table({{kStartMs, 10}, {kStartMs + kDayMs, 12.5}, {kStartMs + 2 * kDayMs, 5}}, Unit::milliseconds),
      "  2026-11-21 22:55:25  10.00 ms\n"
      "  2026-11-22 22:55:25  12.50 ms    +25.0 %\n"
      "  2026-11-23 22:55:25   5.00 ms    -60.0 %\n");
}

TEST(TrendTable, HasAsManyDecimalsAsItsSmallestNumberNeeds) {
  EXPECT_EQ(render_trend_table({{kStartMs, 0.5}, {kStartMs, 1234.4}, {kStartMs, 0}}, Unit::milliseconds),
            "  2026-11-21 22:55:25     0.500 ms\n"
            "  2026-11-21 22:55:25  1234.400 ms  +246780.0 %\n"
            "  2026-11-21 22:55:25     0.000 ms   -100.0 %\n");
}

TEST(TrendTable, OfAZeroBeforeThereIsNoChange) {
  EXPECT_EQ(render_trend_table({{kStartMs, 0}, {kStartMs, 3}, {kStartMs, 3}, {kStartMs, 0}}, Unit::count),
            "  2026-11-21 22:55:25  0.00\n"
            "  2026-11-21 22:55:25  3.00\n"
            "  2026-11-21 22:55:25  3.00     +0.0 %\n"
            "  2026-11-21 22:55:25  0.00   -100.0 %\n");
}

TEST(TrendTable, FromANegativeValueTheChangeHasTheSignOfTheMove) {
  EXPECT_EQ(render_trend_table({{kStartMs, -10}, {kStartMs, -5}}, Unit::none),
            "  2026-11-21 22:55:25  -10.00\n"
            "  2026-11-21 22:55:25   -5.00    +50.0 %\n");
}

TEST(TrendTable, OfNoPointsIsEmpty) { EXPECT_EQ(render_trend_table({}, Unit::milliseconds), ""); }

TEST(TrendCsv, HasTheWholeValues) {
  EXPECT_EQ(render_trend_csv("latency_ms.p95", {{kStartMs, 0.1}, {kStartMs + 7, 12.345678901234567}, {-1, -1e300}}),
            "time,latency_ms.p95\n"
            "2026-11-21T22:55:25.000+00:00,0.1\n"
            "2026-11-21T22:55:25.007+00:00,12.345678901234567\n"
            "1969-12-31T23:59:59.999+00:00,-1e+300\n");
  EXPECT_EQ(render_trend_csv("m", {}), "time,m\n");
}

TEST(TrendCsv, QuotesANameThatNeedsIt) {
  EXPECT_EQ(render_trend_csv("a,b", {}), "time,\"a,b\"\n");
  EXPECT_EQ(render_trend_csv("q[\"x\"]", {}), "time,\"q[\"\"x\"\"]\"\n");
  EXPECT_EQ(render_trend_csv("a\nb", {}), "time,\"a\nb\"\n");
}

}  // namespace
}  // namespace perfbench
