#include "reporters/trend_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "reporters/gnuplot_text.h"

namespace perfbench {

namespace {

constexpr PlotFrame kWhole{.bottom = 0.12, .top = 0.87};
constexpr int kAxisLabelColumns = 80;
constexpr std::size_t kMostMarkedPoints = 200;

constexpr double kMinute = 60;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr double kShortSpan = 3 * kDay;

// As precise as marks over so many seconds must be to differ.
std::string_view date_format(double span) {
  if (span < 10 * kMinute) return "%H:%M:%S\\n%d %b";
  if (span < kShortSpan) return "%H:%M\\n%d %b";
  if (span < 700 * kDay) return "%d %b\\n%Y";
  return "%b\\n%Y";
}

// Which those of short spans have no room for.
int year_of(double epoch_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(static_cast<std::int64_t>(epoch_seconds))};
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
}

std::string date_axis(double first, double last) {
  const double least = last > first ? 10 : kHour;
  const double middle = first + (last - first) / 2;
  const double half = std::max(last - first, least) / 2 * 1.05;
  const std::string label = 2 * half < kShortSpan ? fmt::format("UTC, {}", year_of(last)) : "UTC";
  return fmt::format(
      "set xdata time\nset xrange [{}:{}] noextend\nset format x \"{}\" timedate\nset xlabel \"{}\" tc \"{}\"\n",
      gnuplot_number(middle - half), gnuplot_number(middle + half), date_format(2 * half), label, kPlotGrey);
}

std::vector<std::vector<double>> rows_by_time(std::vector<TrendPoint> points) {
  std::erase_if(points, [](const TrendPoint& point) { return !can_be_plotted(point.value); });
  std::ranges::stable_sort(points, {}, &TrendPoint::time_ms);
  std::vector<std::vector<double>> rows;
  rows.reserve(points.size());
  for (const TrendPoint& point : points) rows.push_back({static_cast<double>(point.time_ms) / 1000, point.value});
  return rows;
}

}  // namespace

std::string trend_script(const TrendPlot& plot) {
  const auto rows = rows_by_time(plot.points);
  std::string script = begin_picture(plot.heading);
  if (rows.empty()) return script + empty_plot("there are no points");
  const auto [least, most] = std::ranges::minmax(rows, {}, [](const auto& row) { return row[1]; });
  const PlotAxis axis = axis_for(least[1], most[1], values_of(plot.lines));
  script += frame_settings(kWhole) + date_axis(rows.front()[0], rows.back()[0]) + axis_settings("y", axis);
  script += fmt::format("set ylabel {} tc \"{}\"\n", gnuplot_string(plot.y_label, kAxisLabelColumns), kPlotGrey);
  script += lines_across(axis, kWhole, plot.lines) + data_block("points", rows);
  script += fmt::format("plot $points using ($1):2 with lines lw 1.2 lc \"{}\", ", kPlotPaleBlue);
  script += fmt::format("$points using ($1):2 with points pt 7 ps {} lc \"{}\"\n",
                        rows.size() > kMostMarkedPoints ? 0.4 : 1, kPlotBlue);
  return script;
}

}  // namespace perfbench
