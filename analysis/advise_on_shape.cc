#include <fmt/format.h>

#include <cmath>

#include "analysis/modes.h"
#include "analysis/statistics.h"
#include "analysis/timing_series.h"
#include "analysis/trend.h"
#include "model/counted.h"

namespace perfbench {

namespace {

// Both together, they let fewer than 1 % of series drift that do not: of 10 to 1000 normal or log-normal values whose
// standard deviation is 1 to 20 % of the mean, 0.0 to 0.8 % (simulated, 4000 to 20000 series each). Where neighbours
// correlate by 0.5, it is 0.9 % of 100 values, and 2.4 % of 30.
constexpr double kNotableP = 0.005;
constexpr double kNotableChange = 0.02;  // of the median
// A smaller distance of the modes matters to no one. Of the same series, below 0.1 % have two of them.
constexpr double kNotableDistance = 0.05;

Warning drifting(double change_ms, double median_ms) {
  return {
      .code = "drifting",
      .message = fmt::format("latency {} by {:.3g} ms from the first iteration to the last ({:+.0f} % of the median)",
                             change_ms > 0 ? "rises" : "falls", std::abs(change_ms), 100 * change_ms / median_ms),
      .advice = change_ms > 0
                    ? "Look for what grows with each run, as files or caches, and for a machine that heats up."
                    : "Warm up more (--warmup), until nothing gets faster any more."};
}

Warning bimodal(const TwoModes& modes) {
  return {.code = "bimodal",
          .message = fmt::format("latency has two levels: {:.3g} ms in {}, {:.3g} ms in {}", modes.low,
                                 counted(static_cast<long long>(modes.low_count), "iteration"), modes.high,
                                 counted(static_cast<long long>(modes.high_count), "iteration")),
          .advice =
              "Find what differs between them (a cache, a processor, a time of day): a mean or p50 tells of neither."};
}

void take_out(double change_ms, std::vector<Timing>& timings) {
  const double last = static_cast<double>(timings.size()) - 1;
  for (std::size_t i = 0; i < timings.size(); ++i) {
    timings[i].ms -= change_ms * (static_cast<double>(i) / last - 0.5);
  }
}

}  // namespace

void advise_on_shape(std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  const std::vector<double> values = values_of(timings);
  const double typical = median(values).value_or(0);
  const auto trend = trend_of(values);
  if (trend && trend->p_value < kNotableP && std::abs(trend->change) >= kNotableChange * typical) {
    warnings.push_back(drifting(trend->change, typical));
    return take_out(trend->change, timings);
  }
  const auto modes = two_modes(values);
  if (!modes || modes->high - modes->low < kNotableDistance * typical) return;
  warnings.push_back(bimodal(*modes));
  timings.clear();
}

}  // namespace perfbench
