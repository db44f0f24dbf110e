#include "analysis/sampled_change.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace perfbench {

double sampled_change_z(const SampleCounts& counts) {
  constexpr double kShift = 3.0 / 8;
  const double rho = counts.exposure_now / counts.exposure_before;
  const double distance = 2 * (std::sqrt(counts.now + kShift) - std::sqrt(rho * (counts.before + kShift)));
  const double middle = (counts.now + rho * counts.before) / 2;
  return distance / std::sqrt(1 + rho + kDrift * kDrift * middle);
}

bool is_significant(double z, double tested) {
  constexpr double kWrongAtMost = 0.01;
  return std::erfc(std::abs(z) / std::numbers::sqrt2) * std::max(tested, 1.0) < kWrongAtMost;
}

}  // namespace perfbench
