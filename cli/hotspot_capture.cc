#include "hotspot_capture.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

#include "analysis/perf_script_reader.h"
#include "analysis/stack_filter.h"
#include "extra_session.h"
#include "model/duration.h"
#include "model/perf_arguments.h"
#include "runner/perf_recorder.h"
#include "tool.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTraceFile = "trace-001.perf.data";
constexpr int kMostExtraIterations = 2000;
// Of a worker that takes long one sees enough in fewer samples a second, and its trace stays small: 16 KB each.
constexpr double kEnoughSamples = 4000;
constexpr double kFewestSamplesPerSec = 49;
// In step with nothing that runs 100 or 1000 times a second.
constexpr int kUsualSamplesPerSec = 999;
// The time between two samples begins with each worker: one with a few samples would be seen at the same places of its
// life each time.
constexpr double kFewestSamplesOfWorker = 20;
// Each copies 16 KB.
constexpr int kMostSamplesPerSec = 9973;
constexpr std::chrono::nanoseconds kWorthStarting = std::chrono::milliseconds(500);
constexpr FilterLimits kReading = {.time = std::chrono::seconds(60), .output_bytes = std::size_t{512} << 20};

// Means over the measured iterations, of all workers together.
struct Costs {
  double cpu_sec = 0;
  double wall_sec = 0;
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

Costs costs_of(const RunRecord& measured, const Plan& plan) {
  const auto& log = measured.iterations;
  const double cpu_sec =
      mean_of(log.values(&RunFigures::user_cpu_sec)) + mean_of(log.values(&RunFigures::system_cpu_sec));
  constexpr double kMsPerSec = 1000;
  return {.cpu_sec = cpu_sec * plan.concurrency, .wall_sec = mean_of(log.values(&RunFigures::duration_ms)) / kMsPerSec};
}

struct Sampling {
  int per_sec = kUsualSamplesPerSec;
  int iterations = 1;
};

int most_samples_per_sec() {
  std::ifstream stream("/proc/sys/kernel/perf_event_max_sample_rate");
  int most = kUsualSamplesPerSec;
  stream >> most;
  return std::clamp(most, 1, kMostSamplesPerSec);
}

// The CPU time that the workers of one iteration can use within the limit.
double sampled_cpu_sec(const Costs& costs, std::chrono::nanoseconds limit) {
  const double limit_sec = to_seconds(limit);
  if (costs.wall_sec <= limit_sec || costs.wall_sec <= 0) return costs.cpu_sec;
  return costs.cpu_sec * limit_sec / costs.wall_sec;
}

Sampling sampling_for(const Costs& costs, int concurrency, std::chrono::nanoseconds limit) {
  const double cpu_sec = sampled_cpu_sec(costs, limit);
  if (cpu_sec <= 0) return {};
  const double usual = std::clamp<double>(kEnoughSamples / cpu_sec, kFewestSamplesPerSec, kUsualSamplesPerSec);
  const double seen_throughout = kFewestSamplesOfWorker * concurrency / cpu_sec;
  Sampling sampling;
  sampling.per_sec = static_cast<int>(std::min<double>(std::max(usual, seen_throughout), most_samples_per_sec()));
  const double wanted = std::ceil(kWantedSamples / (cpu_sec * sampling.per_sec));
  sampling.iterations = static_cast<int>(std::clamp<double>(wanted, 1, kMostExtraIterations));
  return sampling;
}

Result<StackProfile> read_trace(const fs::path& trace) {
  const auto perf = find_tool("perf", "linux-perf");
  if (!perf) return fail(perf.error());
  std::vector<std::string> arguments(kPerfScriptArguments.begin(), kPerfScriptArguments.end());
  arguments.insert(arguments.end(), {"-i", trace.string()});
  const auto text = output_of_tool(*perf, std::move(arguments), kReading, "its recording cannot be read");
  return text ? read_perf_script(*text, "perf script") : Result<StackProfile>(fail(text.error()));
}

Result<RunRecord> record(const Plan& extra, const Installation& installation, const fs::path& trace, int per_sec) {
  std::unique_ptr<PerfRecorder> recorder;
  Result<void> recorded;
  auto ran = run_extra_session(extra, installation,
                               {.begin = [&](Workplace& place) -> Result<void> {
                                  auto begun = record_descendants(place.context, place.launcher->pid(), trace, per_sec);
                                  if (!begun) return fail(begun.error());
                                  recorder = std::move(*begun);
                                  return {};
                                },
                                // It needs the workplace's context until it is gone.
                                .end =
                                    [&] {
                                      recorded = recorder->finish();
                                      recorder.reset();
                                    }});
  if (ran && !recorded) return fail(recorded.error());
  return ran;
}

int workers_of(const RunRecord& ran) {
  int workers = ran.aborted_workers;
  for (const IterationRecord& iteration : ran.iterations) workers += static_cast<int>(iteration.workers.size());
  return workers;
}

}  // namespace

HotspotCapture capture_hotspots(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                std::chrono::steady_clock::time_point began, const fs::path& folder, bool keep_trace) {
  HotspotCapture capture;
  std::chrono::nanoseconds limit = plan.probes.hotspot_limit;
  if (const auto left = time_left(plan, began); left) limit = std::min(limit, *left);
  if (limit < kWorthStarting)
    return {.profile = {}, .why_none = "no time was left for it before the run's deadline", .trace = {}};
  const Sampling sampling = sampling_for(costs_of(measured, plan), plan.concurrency, limit);
  const Plan extra = extra_plan(plan, sampling.iterations, limit);
  std::error_code trouble;
  fs::create_directories(folder, trouble);
  const fs::path trace = folder / kTraceFile;
  const auto ran = record(extra, installation, trace, sampling.per_sec);
  auto profile = ran ? read_trace(trace) : Result<StackProfile>(fail(ran.error()));
  if (!keep_trace || !profile) {
    fs::remove(trace, trouble);
    fs::remove(folder, trouble);  // unless something else is in it
  } else {
    capture.trace = trace;
  }
  if (!profile) {
    capture.why_none = reason_text(profile.error());
    return capture;
  }
  capture.profile = without_module(*profile, installation.launcher.filename().string());
  capture.profile->runs = std::max(1, workers_of(*ran));
  if (capture.profile->total().samples > 0) return capture;
  capture.profile.reset();
  capture.why_none = "perf saw no sample: the command uses hardly any CPU time";
  return capture;
}

}  // namespace perfbench
