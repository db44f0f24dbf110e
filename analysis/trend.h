// Whether a series rises or falls from its first value to its last.
#pragma once

#include <optional>
#include <span>

namespace perfbench {

struct Trend {
  double change = 0;   // from the first value to the last, on a line that outliers do not bend
  double p_value = 1;  // how often chance alone would put the values in an order as monotonic as this, either way
};

// Spearman's rank correlation with the position in the series (ties share their mean rank), its significance by
// Student's t with n - 2 degrees of freedom, n the number of values, or fewer where neighbours resemble each other; the
// change by Tukey's resistant line, through the medians of the outer thirds (Exploratory Data Analysis, 1977). Absent
// of fewer than 10 values, for which the t is no approximation, and where all are equal.
std::optional<Trend> trend_of(std::span<const double> series);

}  // namespace perfbench
