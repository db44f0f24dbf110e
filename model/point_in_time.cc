#include "model/point_in_time.h"

#include <cmath>
#include <ctime>
#include <regex>

namespace perfbench {

std::optional<std::chrono::system_clock::time_point> parse_iso_time(const std::string& text) {
  static const std::regex kShape(
      "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([.][0-9]{1,9})?(Z|([+-])([0-9]{2}):([0-9]{2})"
      ")");
  std::smatch part;
  if (!std::regex_match(text, part, kShape)) return std::nullopt;
  const auto number = [&](std::size_t i) { return part[i].matched ? std::stoi(part[i].str()) : 0; };
  std::tm fields{};
  fields.tm_year = number(1) - 1900;
  fields.tm_mon = number(2) - 1;
  fields.tm_mday = number(3);
  fields.tm_hour = number(4);
  fields.tm_min = number(5);
  fields.tm_sec = number(6);
  const int offset_minutes = (number(10) * 60 + number(11)) * (part[9] == "-" ? -1 : 1);
  const double fraction = part[7].matched ? std::stod("0" + part[7].str()) : 0;
  return std::chrono::system_clock::from_time_t(::timegm(&fields)) - std::chrono::minutes(offset_minutes) +
         std::chrono::microseconds(std::llround(fraction * 1e6));
}

}  // namespace perfbench
