#include "reporters/time_text.h"

#include <fmt/chrono.h>

namespace perfbench {

namespace {

std::time_t whole_seconds(TimePoint time) {
  return std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

std::string iso_utc_milliseconds(TimePoint time) {
  const auto into_second = time - std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{}.{:03}+00:00", iso_utc_seconds(time),
                     std::chrono::floor<std::chrono::milliseconds>(into_second).count());
}

std::string iso_utc_seconds(TimePoint time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(whole_seconds(time)));
}

std::string local_stamp(TimePoint time) { return fmt::format("{:%Y%m%d-%H%M%S}", fmt::localtime(whole_seconds(time))); }

}  // namespace perfbench
