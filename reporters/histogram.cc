#include "reporters/histogram.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace perfbench {

namespace {

constexpr double kFewestBins = 5;
constexpr double kMostBins = 60;
constexpr double kFence = 6;              // interquartile ranges beyond the quartiles
constexpr double kLeastQuartiles = 0.01;  // their range, as a share of the median
constexpr double kWorthClipping = 0.5;    // what is left of the span

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(std::lround(share * static_cast<double>(sorted.size() - 1)))];
}

// Quartiles of the logarithms, where there are any: far from the others is what is many times as large.
std::pair<double, double> fences(const std::vector<double>& sorted) {
  const bool by_factor = sorted.front() > 0;
  const auto on = [&](double value) { return by_factor ? std::log(value) : value; };
  const double low = on(at_share(sorted, 0.25));
  const double high = on(at_share(sorted, 0.75));
  const double least = by_factor ? kLeastQuartiles : std::abs(at_share(sorted, 0.5)) * kLeastQuartiles;
  const double distance = kFence * std::max(high - low, least);
  const auto off = [&](double place) { return by_factor ? std::exp(place) : place; };
  return {off(low - distance), off(high + distance)};
}

// The values that the bins are for: no less than 90 % of them.
std::pair<double, double> shown_range(const std::vector<double>& sorted) {
  const auto [low_fence, high_fence] = fences(sorted);
  const double low_end = std::min(low_fence, at_share(sorted, 0.05));
  const double high_end = std::max(high_fence, at_share(sorted, 0.95));
  const double low = *std::ranges::lower_bound(sorted, low_end);
  const double high = *std::prev(std::ranges::upper_bound(sorted, high_end));
  const bool worth_it = high - low < kWorthClipping * (sorted.back() - sorted.front());
  return worth_it ? std::pair(low, high) : std::pair(sorted.front(), sorted.back());
}

}  // namespace

Histogram histogram_of(std::vector<double> values) {
  std::ranges::sort(values);
  Histogram histogram;
  std::tie(histogram.lowest, histogram.highest) = shown_range(values);
  histogram.axis = axis_for(histogram.lowest, histogram.highest);
  const PlotAxis& axis = histogram.axis;

  // A single value, however often, has one bin, as wide as one of twenty would be.
  const bool single = histogram.lowest == histogram.highest;
  const double rice = std::ceil(2 * std::cbrt(static_cast<double>(values.size())));
  const double count = single ? 1 : std::clamp(rice, kFewestBins, kMostBins);
  constexpr double kHalfOfSingle = 0.025;
  const double begin = axis.position(histogram.lowest) - (single ? kHalfOfSingle : 0);
  const double width = single ? 2 * kHalfOfSingle : (axis.position(histogram.highest) - begin) / count;
  for (double i = 0; i < count; ++i) {
    histogram.bins.push_back({axis.value_at(begin + i * width), axis.value_at(begin + (i + 1) * width), 0});
  }
  for (const double value : values) {
    if (value < histogram.lowest) {
      ++histogram.below;
    } else if (value > histogram.highest) {
      ++histogram.above;
    } else {
      const double bin = std::floor((axis.position(value) - begin) / width);
      ++histogram.bins[static_cast<std::size_t>(std::clamp(bin, 0.0, count - 1))].count;
    }
  }
  return histogram;
}

}  // namespace perfbench
