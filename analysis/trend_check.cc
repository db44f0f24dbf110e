#include "analysis/trend_check.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics.h"

namespace perfbench {

TrendCheck check_trend(const std::vector<double>& values, const TrendRule& rule) {
  TrendCheck check;
  if (values.empty()) return check;
  check.last = values.back();
  const auto before = std::min(values.size() - 1, static_cast<std::size_t>(rule.window));
  check.compared = static_cast<int>(before);
  if (before == 0) return check;
  const auto end = values.end() - 1;
  const std::vector<double> window(end - static_cast<std::ptrdiff_t>(before), end);
  check.median = median(window);
  const double moved = *check.last - *check.median;
  if (*check.median != 0) check.change_pct = 100 * moved / std::abs(*check.median);
  if (check.compared < rule.least) return check;
  const double worse = rule.higher_is_better ? -moved : moved;
  const bool allowed = check.change_pct && std::abs(*check.change_pct) <= rule.max_change_pct;
  check.verdict = worse <= 0 || allowed ? Verdict::pass : Verdict::fail;
  return check;
}

bool higher_is_better(const std::string& figure) {
  return figure.starts_with("throughput_") || figure.starts_with("successful_runs_total") ||
         figure.ends_with(".margin_pct") || figure.find(".successful_runs_total") != std::string::npos;
}

}  // namespace perfbench
