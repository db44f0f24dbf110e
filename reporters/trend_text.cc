#include "reporters/trend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
  double largest = 0;
  for (const TrendPoint& point : points) largest = std::max(largest, std::abs(point.value));
  std::vector<std::string> numbers;
  std::size_t width = 0;
  for (const TrendPoint& point : points) {
    numbers.push_back(with_unit(human_number(point.value, decimals_for(largest)), unit));
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
