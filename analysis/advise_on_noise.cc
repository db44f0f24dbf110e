#include <fmt/format.h>

#include <cmath>

#include "analysis/advise_parts.h"
#include "analysis/statistics.h"
#include "analysis/timing_series.h"
#include "analysis/tukey_fences.h"
#include "model/counted.h"

namespace perfbench {

namespace {

// A narrower interquartile range is taken as so much of the median: of nearly equal values none is an outlier by a
// hair.
constexpr double kLeastRange = 0.027;
// Of fewer values the quartiles say nothing. Chance alone makes outliers of 5 normal values in 12 to 14 % of all runs,
// of 10 to 30 in 5 %, of 100 in below 1 % (simulated; the modified z-score of Iglewicz & Hoaglin does so in 20, 12 and
// 10 %).
constexpr std::size_t kFewestForOutliers = 5;
// Mild outliers occur by chance in every third run; so many together do not.
constexpr std::size_t kFewestMild = 3;
constexpr double kNotableMildShare = 0.1;
// Relative standard deviation above which a change of some percent cannot be seen in a handful of runs.
constexpr double kNoisyVariation = 0.10;
constexpr std::size_t kFewestForVariation = 3;
// Launching costs about 0.5 ms, a tenth of this.
constexpr double kShortWorkerMs = 5;

TukeyFences fences_of(const std::vector<Timing>& timings) {
  const std::vector<double> values = values_of(timings);
  return tukey_fences(values, kLeastRange * median(values).value_or(0)).value_or(TukeyFences{});
}

// Takes the first measured iteration out of `timings` when it is much slower than the rest.
void advise_on_first(const Plan& plan, std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  if (timings.size() < kFewestForOutliers || timings.front().iteration != 1) return;
  const Timing first = timings.front();
  const std::vector<Timing> rest(timings.begin() + 1, timings.end());
  if (first.ms <= fences_of(rest).high_outer) return;
  warnings.push_back({.code = "slow_first_iteration",
                      .message = fmt::format("the first iteration took {:.3g} ms, the others {:.3g} ms (median)",
                                             first.ms, *median(values_of(rest))),
                      .advice = fmt::format("Warm up more (--warmup {}), unless the cold start is what you measure.",
                                            plan.warmup + 1)});
  timings.erase(timings.begin());
}

std::string outliers_text(std::size_t severe, std::size_t mild) {
  if (severe == 0) return counted(static_cast<long long>(mild), "mild outlier");
  const std::string text = counted(static_cast<long long>(severe), "severe outlier");
  return mild == 0 ? text : fmt::format("{} and {} mild", text, mild);
}

// Takes the outliers out of `timings`; the figures keep them.
void advise_on_outliers(std::vector<Timing>& timings, std::vector<Warning>& warnings) {
  if (timings.size() < kFewestForOutliers) return;
  const TukeyFences fences = fences_of(timings);
  const double median_ms = *median(values_of(timings));
  std::vector<int> outside;
  std::size_t severe = 0;
  double farthest_ms = median_ms;
  for (const Timing& timing : timings) {
    if (!fences.is_outside(timing.ms)) continue;
    outside.push_back(timing.iteration);
    severe += fences.is_far_outside(timing.ms) ? 1 : 0;
    if (std::abs(timing.ms - median_ms) > std::abs(farthest_ms - median_ms)) farthest_ms = timing.ms;
  }
  const auto notable = kNotableMildShare * static_cast<double>(timings.size());
  const bool many = outside.size() >= kFewestMild && static_cast<double>(outside.size()) >= notable;
  if (severe == 0 && !many) return;
  warnings.push_back(
      {.code = "outliers",
       .message = fmt::format("latency has {}, by Tukey's fences: {} (farthest {:.3g} ms, median {:.3g} ms)",
                              outliers_text(severe, outside.size() - severe), listed_iterations(outside), farthest_ms,
                              median_ms),
       .advice = "Something else may have run then: run again on a quiet machine, or judge by p50."});
  std::erase_if(timings, [&](const Timing& timing) { return fences.is_outside(timing.ms); });
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

std::vector<Warning> advise_on_noise(const Plan& plan, const RunRecord& record) {
  std::vector<Warning> warnings;
  std::vector<Timing> timings = clean_timings(record);
  advise_on_first(plan, timings, warnings);
  advise_on_outliers(timings, warnings);
  advise_on_shape(timings, warnings);
  advise_on_variation(timings, warnings);
  advise_on_length(record, warnings);
  return warnings;
}

}  // namespace perfbench
