// Points in time as results have them.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace perfbench {

// "2026-01-31T23:59:59.123456+00:00", with or without a fraction, "Z" or an offset at its end, of the years 1700 to
// 2200; nothing for any other text, or a day or hour that does not exist.
std::optional<std::chrono::system_clock::time_point> parse_iso_time(const std::string& text);

}  // namespace perfbench
