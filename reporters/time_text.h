// Points in time as the formats want them.
#pragma once

#include <chrono>
#include <string>

namespace perfbench {

using TimePoint = std::chrono::system_clock::time_point;

std::string iso_utc_milliseconds(TimePoint time);  // 2026-01-31T23:59:59.123+00:00
std::string iso_utc_microseconds(TimePoint time);  // 2026-01-31T23:59:59.123456+00:00
std::string iso_utc_seconds(TimePoint time);       // 2026-01-31T23:59:59, as JUnit's schema wants it
std::string local_stamp(TimePoint time);           // 20260131-235959

}  // namespace perfbench
