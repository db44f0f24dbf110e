#include "reporters/time_text.h"

#include <gtest/gtest.h>

#include <regex>

namespace perfbench {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, IsIso8601InUtc) {
  const TimePoint time{1767348245s + 7ms};
  EXPECT_EQ(iso_utc_milliseconds(time), "2026-01-02T10:04:05.007+00:00");
  EXPECT_EQ(iso_utc_microseconds(time - 1us), "2026-01-02T10:04:05.006999+00:00");
  EXPECT_EQ(iso_utc_seconds(time), "2026-01-02T10:04:05");
}

TEST(TimeText, IsRightBeforeTheEpochToo) {
  EXPECT_EQ(iso_utc_milliseconds(TimePoint{-1ms}), "1969-12-31T23:59:59.999+00:00");
}

TEST(TimeText, StampsHaveTheShapeOfRunDirectories) {
  EXPECT_TRUE(std::regex_match(local_stamp(TimePoint{1767348245s}), std::regex("2026010[123]-[0-9]{6}")));
}

}  // namespace
}  // namespace perfbench
