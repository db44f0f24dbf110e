#include "reporters/trend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/human_number.h"
#include "model/plain_number.h"
#include "reporters/time_text.h"

namespace perfbench {

namespace {

TimePoint time_of(const TrendPoint& point) { return TimePoint(std::chrono::milliseconds(point.time_ms)); }

std::string change_text(double from, double to) {
  if (from == 0) return "";
  return fmt::format("{:+.1f} %", 100 * (to - from) / std::abs(from));
}

}  // namespace

std::string render_trend_table(const std::vector<TrendPoint>& points, Unit unit) {
  double smallest = std::numeric_limits<double>::infinity();  // but for zeros: it is not to be read as one
  for (const TrendPoint& point : points) {
    if (point.value != 0) smallest = std::min(smallest, std::abs(point.value));
  }
  const int decimals = std::isfinite(smallest) ? decimals_for(smallest) : 0;
  std::vector<std::string> numbers;
  std::size_t width = 0;
  for (const TrendPoint& point : points) {
    numbers.push_back(with_unit(human_number(point.value, decimals), unit));
    width = std::max(width, numbers.back().size());
  }
  std::string table;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::string time = iso_utc_seconds(time_of(points[i]));
    time[time.find('T')] = ' ';
    const std::string change = i == 0 ? "" : change_text(points[i - 1].value, points[i].value);
    std::string line = fmt::format("  {}  {:>{}}  {:>9}", time, numbers[i], width, change);
    while (line.ends_with(' ')) line.pop_back();
    table += line + "\n";
  }
  return table;
}

std::string render_trend_csv(const std::string& figure, const std::vector<TrendPoint>& points) {
  std::string quoted;
  for (const char c : figure) quoted += c == '"' ? "\"\"" : std::string(1, c);
  if (figure.find_first_of(",\"\n") != std::string::npos) quoted = "\"" + quoted + "\"";
  std::string csv = "time," + quoted + "\n";
  for (const TrendPoint& point : points) {
    csv += iso_utc_milliseconds(time_of(point)) + "," + shortest_number(point.value) + "\n";
  }
  return csv;
}

}  // namespace perfbench
