#include "model/point_in_time.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::system_clock;

constexpr Clock::time_point kSecond{1795301725s};  // 2026-11-21T22:55:25 UTC

TEST(PointInTime, IsReadInUtc) {
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25+00:00"), kSecond);
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25Z"), kSecond);
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:00Z"), Clock::time_point());
}

TEST(PointInTime, IsReadWithAnOffset) {
  EXPECT_EQ(parse_iso_time("2026-11-22T00:25:25+01:30"), kSecond);
  EXPECT_EQ(parse_iso_time("2026-11-21T17:55:25-05:00"), kSecond);
  EXPECT_EQ(parse_iso_time("2026-11-21T22:10:25-00:45"), kSecond);
}

TEST(PointInTime, IsReadToTheMicrosecond) {
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25.5Z"), kSecond + 500ms);
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25.123456+00:00"), kSecond + 123456us);
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25.000000499Z"), kSecond);
  EXPECT_EQ(parse_iso_time("2026-11-21T22:55:25.999999999Z"), kSecond + 1s);
}

TEST(PointInTime, BeforeTheEpochItIsReadToo) {
  EXPECT_EQ(parse_iso_time("1969-12-31T23:59:59.5Z"), Clock::time_point(-500ms));
  EXPECT_EQ(parse_iso_time("1700-01-01T00:00:00Z"), Clock::time_point(-8520336000s));
}

TEST(PointInTime, LeapDaysAndSecondsExist) {
  EXPECT_EQ(parse_iso_time("2024-02-29T00:00:00Z"), Clock::time_point(1709164800s));
  EXPECT_EQ(parse_iso_time("2016-12-31T23:59:60Z"), parse_iso_time("2017-01-01T00:00:00Z"));
}

TEST(PointInTime, ADayOrHourThatDoesNotExistIsNone) {
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60"}) {
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
  }
}

TEST(PointInTime, AYearThatTheClockCannotHoldIsNone) {
  EXPECT_TRUE(parse_iso_time("2200-12-31T23:59:59Z"));
  for (const char* text :
       {"0000-01-01T00:00:00Z", "1699-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
  }
}

TEST(PointInTime, AnyOtherTextIsNone) {
  for (const char* text :
       {"", "yesterday", "2026-11-21", "2026-11-21T22:55:25", "2026-11-21 22:55:25Z", "2026-11-21T22:55Z",
        "2026-11-21T22:55:25.Z", "2026-11-21T22:55:25.1234567890Z", "2026-11-21T22:55:25+0100", "2026-11-21T22:55:25z",
        " 2026-11-21T22:55:25Z", "2026-11-21T22:55:25Z\n", "20261121T225525Z", "-026-11-21T22:55:25Z",
        "2026-11-21T22:55:25,5Z"}) {
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace perfbench
