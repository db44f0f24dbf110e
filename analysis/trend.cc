#include "analysis/trend.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "analysis/statistics.h"

namespace perfbench {

namespace {

constexpr std::size_t kFewestForTrend = 10;

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + end - 1) / 2;
    begin = end;
  }
  return ranks;
}

// Pearson's, of the ranks and the positions, both of which have the mean (n - 1) / 2.
std::optional<double> correlation_with_position(const std::vector<double>& ranks) {
  const double centre = (static_cast<double>(ranks.size()) - 1) / 2;
  double products = 0;
  double rank_squares = 0;
  double position_squares = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const double position = static_cast<double>(i) - centre;
    const double rank = ranks[i] - centre;
    products += position * rank;
    rank_squares += rank * rank;
    position_squares += position * position;
  }
  if (rank_squares == 0) return std::nullopt;
  return products / std::sqrt(rank_squares * position_squares);
}

// Of as many independent values as tell as much as these, whose neighbours resemble each other: n (1 - r) / (1 + r)
// (G. V. Bayley and J. M. Hammersley, The "Effective" Number of Independent Observations in an Autocorrelated Time
// Series, 1946, for a first order autoregression), r the correlation of neighbours beyond their common trend.
double effective_count(const std::vector<double>& ranks, double correlation) {
  const double centre = (static_cast<double>(ranks.size()) - 1) / 2;
  double neighbours = 0;
  double squares = 0;
  double last = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const double rest = ranks[i] - centre - correlation * (static_cast<double>(i) - centre);
    neighbours += last * rest;
    squares += rest * rest;
    last = rest;
  }
  const auto count = static_cast<double>(ranks.size());
  if (squares <= 0) return count;
  const double resemblance = neighbours / squares + 1 / count;  // of independent values it is -1/n in the mean
  constexpr double kFewest = 3;
  return resemblance <= 0 ? count : std::max(kFewest, count * (1 - resemblance) / (1 + resemblance));
}

double two_sided_p(double correlation, double count) {
  const double freedom = count - 2;
  const double unexplained = 1 - correlation * correlation;
  if (unexplained <= 0) return 0;
  const double t = std::abs(correlation) * std::sqrt(freedom / unexplained);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), t));
}

double resistant_change(std::span<const double> series) {
  const std::size_t third = series.size() / 3;
  const auto first = series.first(third);
  const auto last = series.last(third);
  const double rise = *median({last.begin(), last.end()}) - *median({first.begin(), first.end()});
  const auto apart = static_cast<double>(series.size() - third);
  return rise * static_cast<double>(series.size() - 1) / apart;
}

}  // namespace

std::optional<Trend> trend_of(std::span<const double> series) {
  if (series.size() < kFewestForTrend) return std::nullopt;
  const std::vector<double> ranks = ranks_of(series);
  const auto correlation = correlation_with_position(ranks);
  if (!correlation) return std::nullopt;
  return Trend{.change = resistant_change(series),
               .p_value = two_sided_p(*correlation, effective_count(ranks, *correlation))};
}

}  // namespace perfbench
