// Which values lie apart from the others: Tukey's fences (Exploratory Data Analysis, 1977).
#pragma once

#include <optional>
#include <vector>

namespace perfbench {

// A value is a mild outlier beyond the inner fences, 1.5 interquartile ranges outside of the quartiles, and a severe
// one beyond the outer fences, 3 of them.
struct TukeyFences {
  double low_outer = 0;
  double low_inner = 0;
  double high_inner = 0;
  double high_outer = 0;

  bool is_outside(double value) const { return value < low_inner || value > high_inner; }
  bool is_far_outside(double value) const { return value < low_outer || value > high_outer; }
};

// Absent of no values. The range is taken as `least_range` where it is smaller: of nearly equal values none is an
// outlier by a hair.
std::optional<TukeyFences> tukey_fences(std::vector<double> values, double least_range);

}  // namespace perfbench
