// The last value of a trend against those before it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace perfbench {

struct TrendRule {
  int window = 10;             // values before the last one whose median it is held against
  int least = 5;               // of them that there must be
  double max_change_pct = 10;  // for the worse, of the median
  bool higher_is_better = false;
};

struct TrendCheck {
  Verdict verdict = Verdict::inconclusive;  // with too few values; of a median of 0 any change for the worse fails
  std::optional<double> last;
  std::optional<double> median;
  std::optional<double> change_pct;  // of the last from the median; absent for a median of 0
  int compared = 0;                  // values that the median is of
};

// `values` oldest first.
TrendCheck check_trend(const std::vector<double>& values, const TrendRule& rule);

// Whether more of a figure is better: rates, successful runs, margins. By its name, as latency_ms.p95.
bool higher_is_better(const std::string& figure);

}  // namespace perfbench
