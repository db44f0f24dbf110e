#include "reporters/time_text.h"

#include <fmt/chrono.h>

namespace perfbench {

namespace {

std::time_t whole_seconds(TimePoint time) {
  return std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
}

template <class Fraction>
auto into_second(TimePoint time) {
  return std::chrono::floor<Fraction>(time - std::chrono::floor<std::chrono::seconds>(time)).count();
}

}  // namespace

std::string iso_utc_milliseconds(TimePoint time) {
  return fmt::format("{}.{:03}+00:00", iso_utc_seconds(time), into_second<std::chrono::milliseconds>(time));
}

std::string iso_utc_microseconds(TimePoint time) {
  return fmt::format("{}.{:06}+00:00", iso_utc_seconds(time), into_second<std::chrono::microseconds>(time));
}

std::string iso_utc_seconds(TimePoint time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(whole_seconds(time)));
}

std::string local_stamp(TimePoint time) { return fmt::format("{:%Y%m%d-%H%M%S}", fmt::localtime(whole_seconds(time))); }

}  // namespace perfbench
