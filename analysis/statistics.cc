#include "analysis/statistics.h"

#include <algorithm>
#include <cmath>

namespace perfbench {

std::optional<double> mean(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  double lost = 0;  // Neumaier's compensation
  for (const double value : values) {
    const double next = sum + value;
    lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  return (sum + lost) / static_cast<double>(values.size());
}

std::optional<double> quantile(std::span<const double> sorted, double q) {
  if (sorted.empty()) return std::nullopt;
  const double index = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(index));
  if (below + 1 >= sorted.size()) return sorted.back();
  const double fraction = index - static_cast<double>(below);
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

std::optional<double> median(std::vector<double> values) {
  std::ranges::sort(values);
  return quantile(values, 0.5);
}

std::optional<double> median_absolute_deviation(const std::vector<double>& values) {
  const auto centre = median(values);
  if (!centre) return std::nullopt;
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - *centre));
  return median(std::move(distances));
}

std::optional<double> standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double centre = *mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace perfbench
