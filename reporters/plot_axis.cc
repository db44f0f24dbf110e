#include "reporters/plot_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reporters/gnuplot_text.h"

namespace perfbench {

namespace {

constexpr double kLogarithmicFrom = 30;  // times the lowest
constexpr double kRoom = 0.06;           // of the values' span, at either end
constexpr double kLeastSpan = 0.1;       // of the value, so that a hair's breadth does not look like a mountain
constexpr double kLeastLogSpan = 0.1;
constexpr double kLeastShareOfValues = 0.2;

double on(bool logarithmic, double value) { return logarithmic ? std::log10(value) : value; }
double off(bool logarithmic, double place) { return logarithmic ? std::pow(10, place) : place; }

struct Span {
  double low;
  double high;
  double size() const { return high - low; }
};

Span with_room(Span values, bool logarithmic) {
  const double middle = std::midpoint(values.low, values.high);
  double least = logarithmic ? kLeastLogSpan : std::abs(middle) * kLeastSpan;
  if (least == 0) least = 1;
  const double half = std::max(values.size(), least) / 2 * (1 + 2 * kRoom);
  const bool not_below_zero = !logarithmic && values.low >= 0;
  return {not_below_zero ? std::max(0.0, middle - half) : middle - half, middle + half};
}

// Over few powers of ten these alone would be too few marks.
std::string logarithmic_marks(const PlotAxis& axis) {
  constexpr double kFewDecades = 2.5;
  const bool few = std::log10(axis.high / axis.low) < kFewDecades;
  std::string marks;
  for (double decade = std::floor(std::log10(axis.low)); decade <= std::log10(axis.high); ++decade) {
    for (const double times : {1.0, 2.0, 5.0}) {
      const double mark = times * std::pow(10, decade);
      if (!axis.holds(mark) || (!few && times != 1)) continue;
      marks += fmt::format("{}{:.10g}", marks.empty() ? "" : ",", mark);
    }
  }
  return marks;
}

}  // namespace

bool can_be_plotted(double value) {
  constexpr double kFarthest = 1e100;  // what is beyond it overflows in sums and quotients
  const double size = std::abs(value);
  return size == 0 || (size >= 1 / kFarthest && size <= kFarthest);
}

double PlotAxis::position(double value) const {
  if (logarithmic && value <= 0) return -1;
  const double begin = on(logarithmic, low);
  return (on(logarithmic, value) - begin) / (on(logarithmic, high) - begin);
}

double PlotAxis::value_at(double position) const {
  const double begin = on(logarithmic, low);
  return off(logarithmic, begin + position * (on(logarithmic, high) - begin));
}

PlotAxis axis_for(double low, double high, std::span<const double> wanted) {
  const bool logarithmic = low > 0 && high / low > kLogarithmicFrom;
  const Span values{on(logarithmic, low), on(logarithmic, high)};
  Span all = with_room(values, logarithmic);
  const double most = all.size() / kLeastShareOfValues;
  std::vector<double> nearest_first;
  for (const double value : wanted) {
    if (!logarithmic || value > 0) nearest_first.push_back(on(logarithmic, value));
  }
  const auto distance = [middle = std::midpoint(all.low, all.high)](double value) { return std::abs(value - middle); };
  std::ranges::sort(nearest_first, {}, distance);
  for (const double value : nearest_first) {
    Span grown{std::min(all.low, value), std::max(all.high, value)};
    if (grown.size() > most) break;
    all = grown;
  }
  const double room = all.size() * kRoom / 2;  // for a line at its very end to be seen
  const double lowest = !logarithmic && all.low >= 0 ? std::max(0.0, all.low - room) : all.low - room;
  return {off(logarithmic, lowest), off(logarithmic, all.high + room), logarithmic};
}

double round_step(double least) {
  const double decade = std::pow(10, std::floor(std::log10(least)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * decade >= least) return times * decade;
  }
  return 10 * decade;
}

std::string axis_settings(std::string_view name, const PlotAxis& axis) {
  std::string settings = fmt::format("set {0}range [{1}:{2}] noextend\nset format {0} \"%.10g\"\n", name,
                                     gnuplot_number(axis.low), gnuplot_number(axis.high));
  if (!axis.logarithmic) {
    return settings + fmt::format("unset logscale {0}\nset {0}tics autofreq\n", name);
  }
  return settings + fmt::format("set logscale {0} 10\nset {0}tics ({1})\n", name, logarithmic_marks(axis));
}

std::string counting_axis_settings(std::string_view name, double low, double high) {
  constexpr double kMostMarks = 10;
  const double step = std::max(1.0, round_step((high - low) / kMostMarks));
  return fmt::format("unset logscale {0}\nset {0}range [{1}:{2}] noextend\nset format {0} \"%.0f\"\nset {0}tics {3}\n",
                     name, gnuplot_number(low), gnuplot_number(high), gnuplot_number(step));
}

std::vector<double> spread(const std::vector<double>& wanted, double gap) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  const double count = static_cast<double>(wanted.size());
  if (count > 1) gap = std::min(gap, 1 / (count - 1));
  std::vector<double> places(wanted.size());
  double least = 0;
  for (const std::size_t i : order) {
    places[i] = std::max(std::clamp(wanted[i], 0.0, 1.0), least);
    least = places[i] + gap;
  }
  double most = 1;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    places[*i] = std::min(places[*i], most);
    most = places[*i] - gap;
  }
  return places;
}

}  // namespace perfbench
