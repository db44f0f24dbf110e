#include "analysis/tukey_fences.h"

#include <algorithm>

#include "analysis/statistics.h"

namespace perfbench {

std::optional<TukeyFences> tukey_fences(std::vector<double> values, double least_range) {
  constexpr double kInner = 1.5;
  constexpr double kOuter = 3;
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const double low = *quantile(values, 0.25);
  const double high = *quantile(values, 0.75);
  const double range = std::max(high - low, least_range);
  return TukeyFences{.low_outer = low - kOuter * range,
                     .low_inner = low - kInner * range,
                     .high_inner = high + kInner * range,
                     .high_outer = high + kOuter * range};
}

}  // namespace perfbench
