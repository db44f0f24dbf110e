#include "model/point_in_time.h"

#include <cmath>
#include <regex>

namespace perfbench {

namespace {

// What the clock's nanoseconds can count to with room to spare.
constexpr std::chrono::year kFirstYear{1700};
constexpr std::chrono::year kLastYear{2200};

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_iso_time(const std::string& text) {
  static const std::regex kShape(
      "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([.][0-9]{1,9})?(Z|([+-])([0-9]{2}):([0-9]{2})"
      ")");
  std::smatch part;
  if (!std::regex_match(text, part, kShape)) return std::nullopt;
  const auto number = [&](std::size_t i) { return part[i].matched ? std::stoi(part[i].str()) : 0; };
  const std::chrono::year_month_day date{std::chrono::year(number(1)),
                                         std::chrono::month(static_cast<unsigned>(number(2))),
                                         std::chrono::day(static_cast<unsigned>(number(3)))};
  const bool is_date = date.ok() && date.year() >= kFirstYear && date.year() <= kLastYear;
  constexpr int kLeapSecond = 60;
  const bool is_time = number(4) < 24 && number(5) < 60 && number(6) <= kLeapSecond;
  const bool is_offset = number(10) < 24 && number(11) < 60;
  if (!is_date || !is_time || !is_offset) return std::nullopt;
  const int offset_minutes = (number(10) * 60 + number(11)) * (part[9] == "-" ? -1 : 1);
  const double fraction = part[7].matched ? std::stod("0" + part[7].str()) : 0;
  return std::chrono::sys_days(date) + std::chrono::hours(number(4)) +
         std::chrono::minutes(number(5) - offset_minutes) + std::chrono::seconds(number(6)) +
         std::chrono::microseconds(std::llround(fraction * 1e6));
}

}  // namespace perfbench
