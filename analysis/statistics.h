// Descriptive statistics over the iterations of a run.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace perfbench {

// Arithmetic mean; absent of no values. Compensated summation.
std::optional<double> mean(std::span<const double> values);

// Quantile q in [0, 1] by linear interpolation between order statistics at index q * (n - 1) (Hyndman & Fan 1996, type
// 7); absent of no values. `sorted` ascends.
std::optional<double> quantile(std::span<const double> sorted, double q);

// Absent of no values.
std::optional<double> median(std::vector<double> values);

// Median of the distances from the median, unscaled; absent of no values.
std::optional<double> median_absolute_deviation(const std::vector<double>& values);

// Of a sample (n - 1), in two passes; absent of fewer than two values.
std::optional<double> standard_deviation(std::span<const double> values);

}  // namespace perfbench
