#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/advise_parts.h"
#include "analysis/statistics.h"

namespace perfbench {

namespace {

// Modified z-score beyond which a value is an outlier, and the factor that makes the median absolute deviation of a
// normal distribution its standard deviation: Iglewicz & Hoaglin 1993.
constexpr double kOutlierScore = 3.5;
constexpr double kMadToSigma = 1.4826;
// A spread below 2 % of the median is taken as 2 %: of nearly equal values none is an outlier by a hair.
constexpr double kLeastSpread = 0.02;
// Of fewer values the median absolute deviation says nothing.
constexpr std::size_t kFewestForOutliers = 5;
// Relative standard deviation above which a change of some percent cannot be seen in a handful of runs.
constexpr double kNoisyVariation = 0.10;
constexpr std::size_t kFewestForVariation = 3;
// Launching costs about 0.5 ms, a tenth of this.
constexpr double kShortWorkerMs = 5;

struct Timing {
  int iteration;
  double ms;
};

// Of the iterations whose workers all succeeded: what a failure did to the others' latency has its own warning.
std::vector<Timing> clean_timings(const RunRecord& record) {
  std::vector<Timing> timings;
  for (const IterationRecord& iteration : record.iterations) {
    if (failed_workers(iteration) == 0 && iteration.figures.duration_ms) {
      timings.push_back({iteration.iteration, *iteration.figures.duration_ms});
    }
  }
  return timings;
}

std::vector<double> values_of(const std::vector<Timing>& timings) {
  std::vector<double> values;
  for (const Timing& timing : timings) values.push_back(timing.ms);
  return values;
}

// What lies far from the others' median.
struct Crowd {
  double median_ms = 0;
  double sigma_ms = 0;

  explicit Crowd(const std::vector<Timing>& timings) {
    const std::vector<double> values = values_of(timings);
    median_ms = median(values).value_or(0);
    sigma_ms = std::max(kMadToSigma * median_absolute_deviation(values).value_or(0), kLeastSpread * median_ms);
  }
  bool is_far(double ms) const { return std::abs(ms - median_ms) > kOutlierScore * sigma_ms; }
};

// Takes the first measured iteration out of `timings` when it is much slower than the rest.
void advise_on_first(const Plan& plan, std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  if (timings.size() < kFewestForOutliers || timings.front().iteration != 1) return;
  const Timing first = timings.front();
  const std::vector<Timing> rest(timings.begin() + 1, timings.end());
  const Crowd crowd(rest);
  if (first.ms <= crowd.median_ms || !crowd.is_far(first.ms)) return;
  warnings.push_back({.code = "slow_first_iteration",
                      .message = fmt::format("the first iteration took {:.3g} ms, the others {:.3g} ms (median)",
                                             first.ms, crowd.median_ms),
                      .advice = fmt::format("Warm up more (--warmup {}), unless the cold start is what you measure.",
                                            plan.warmup + 1)});
  timings.erase(timings.begin());
}

// Takes the outliers out of `timings`.
void advise_on_outliers(std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  if (timings.size() < kFewestForOutliers) return;
  const Crowd crowd(timings);
  std::vector<int> far;
  double farthest_ms = crowd.median_ms;
  for (const Timing& timing : timings) {
    if (!crowd.is_far(timing.ms)) continue;
    far.push_back(timing.iteration);
    if (std::abs(timing.ms - crowd.median_ms) > std::abs(farthest_ms - crowd.median_ms)) farthest_ms = timing.ms;
  }
  if (far.empty()) return;
  warnings.push_back(
      {.code = "outliers",
       .message = fmt::format("latency of {} lies far from the median of {:.3g} ms (farthest: {:.3g} ms)",
                              listed_iterations(far), crowd.median_ms, farthest_ms),
       .advice = "Something else may have run then: run again on a quiet machine, or judge by p50."});
  std::erase_if(timings, [&](const Timing& timing) { return crowd.is_far(timing.ms); });
}

void advise_on_variation(const std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  if (timings.size() < kFewestForVariation) return;
  const std::vector<double> values = values_of(timings);
  const double centre = *mean(values);
  const double deviation = *standard_deviation(values);
  if (deviation <= kNoisyVariation * centre) return;
  warnings.push_back(
      {.code = "noisy",
       .message = fmt::format("latency varies by {:.0f} % from one iteration to the next (standard deviation)",
                              100 * deviation / centre),
       .advice = "Raise --iterations, pin the workers with --cpu-affinity, keep the machine quiet."});
}

void advise_on_length(const RunRecord& record, std::vector<Warning>& warnings) {
  std::vector<double> durations;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      if (succeeded(worker.outcome) && worker.figures.duration_ms) durations.push_back(*worker.figures.duration_ms);
    }
  }
  const auto typical = median(std::move(durations));
  if (!typical || *typical >= kShortWorkerMs) return;
  warnings.push_back(
      {.code = "short_worker",
       .message = fmt::format("a worker takes {:.3g} ms (median): launching it is a visible share", *typical),
       .advice = "Let one worker repeat its work, so that 5 ms and more of it are measured."});
}

}  // namespace

std::vector<Warning> advise_on_noise(const Plan& plan, const RunRecord& record) {
  std::vector<Warning> warnings;
  std::vector<Timing> timings = clean_timings(record);
  advise_on_first(plan, timings, warnings);
  advise_on_outliers(timings, warnings);
  advise_on_variation(timings, warnings);
  advise_on_length(record, warnings);
  return warnings;
}

}  // namespace perfbench
