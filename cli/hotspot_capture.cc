#include "hotspot_capture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

#include "analysis/perf_script_reader.h"
#include "analysis/stack_filter.h"
#include "analysis/statistics.h"
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
constexpr double kFewestSamplesPerSec = 56;
constexpr double kUsualSamplesPerSec = 618;
// A loop whose length is nearly a multiple or part of the time between two samples is seen at nearly the same place
// each time. The golden ratio, in ms, is as far as can be from what people choose: its powers, but for 1 ms.
constexpr std::array kSamplesPerSec = {56, 90, 146, 236, 382, 618, 1618, 2618, 4236, 6854};
// The time between two samples begins with each worker: one with a few samples would be seen at the same places of its
// life each time.
constexpr double kFewestSamplesOfWorker = 20;
// Each copies 16 KB.
constexpr int kMostSamplesPerSec = 9973;
constexpr std::chrono::nanoseconds kWorthStarting = std::chrono::milliseconds(500);
constexpr FilterLimits kReading = {.time = std::chrono::seconds(60), .output_bytes = std::size_t{512} << 20};

// Of a typical measured worker, times their number; a cold first one counts for nothing.
struct Costs {
  double user_sec = 0;
  double cpu_sec = 0;
  double wall_sec = 0;
};

Costs costs_of(const RunRecord& measured, const Plan& plan) {
  const auto typical = [&](Measured RunFigures::*figure) {
    return median(measured.iterations.values(figure)).value_or(0);
  };
  constexpr double kMsPerSec = 1000;
  const double user_sec = typical(&RunFigures::user_cpu_sec);
  return {.user_sec = user_sec * plan.concurrency,
          .cpu_sec = (user_sec + typical(&RunFigures::system_cpu_sec)) * plan.concurrency,
          .wall_sec = typical(&RunFigures::duration_ms) / kMsPerSec};
}

int most_samples_per_sec() {
  std::ifstream stream("/proc/sys/kernel/perf_event_max_sample_rate");
  int most = kMostSamplesPerSec;
  stream >> most;
  return std::clamp(most, 1, kMostSamplesPerSec);
}

// The CPU time that the workers of one iteration can use within the limit.
double sampled_cpu_sec(const Costs& costs, std::chrono::nanoseconds limit) {
  const double limit_sec = to_seconds(limit);
  if (costs.wall_sec <= limit_sec || costs.wall_sec <= 0) return costs.cpu_sec;
  return costs.cpu_sec * limit_sec / costs.wall_sec;
}

int samples_per_sec_for(const Costs& costs, int concurrency, std::chrono::nanoseconds limit) {
  const double cpu_sec = sampled_cpu_sec(costs, limit);
  if (cpu_sec <= 0) return static_cast<int>(kUsualSamplesPerSec);
  const double usual = std::clamp<double>(kEnoughSamples / cpu_sec, kFewestSamplesPerSec, kUsualSamplesPerSec);
  const double seen_throughout = kFewestSamplesOfWorker * concurrency / cpu_sec;
  const auto enough = std::ranges::lower_bound(kSamplesPerSec, std::max(usual, seen_throughout));
  const int most = most_samples_per_sec();
  return enough == kSamplesPerSec.end() ? most : std::min(*enough, most);
}

// As many as give the samples that are wanted and have the time to end.
int iterations_for(const Costs& costs, int per_sec, std::chrono::nanoseconds limit) {
  constexpr double kRoom = 0.8;
  const double wanted = costs.cpu_sec > 0 ? std::ceil(kWantedSamples / (costs.cpu_sec * per_sec)) : 1;
  const double possible = costs.wall_sec > 0 ? std::floor(kRoom * to_seconds(limit) / costs.wall_sec) : wanted;
  return static_cast<int>(std::clamp<double>(std::min(wanted, possible), 1, kMostExtraIterations));
}

Result<StackProfile> read_trace(const fs::path& trace, const FilterLimits& limits) {
  const auto perf = find_tool("perf", "linux-perf");
  if (!perf) return fail(perf.error());
  std::vector<std::string> arguments(kPerfScriptArguments.begin(), kPerfScriptArguments.end());
  arguments.insert(arguments.end(), {"-i", trace.string()});
  const auto text = output_of_tool(*perf, std::move(arguments), limits, "its recording cannot be read");
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

// Those that were cut off count where there are no others.
void count_runs(StackProfile& profile, const RunRecord& ran) {
  for (const IterationRecord& iteration : ran.iterations) profile.runs += static_cast<int>(iteration.workers.size());
  profile.losses.cut_runs = ran.aborted_workers;
  if (profile.runs == 0) profile.runs = std::max(1, ran.aborted_workers);
}

// In percent, of the CPU time that the workers had when they were measured; 0 where it is within what differs anyway.
// Each process and thread has a sampling clock of its own, so that of many short ones little is seen.
long long unseen_pct(const StackProfile& profile, const Costs& costs, int concurrency) {
  constexpr double kMsPerSec = 1000;
  constexpr double kNotable = 0.2;
  const double measured_ms = kMsPerSec * (profile.losses.without_kernel ? costs.user_sec : costs.cpu_sec) / concurrency;
  if (measured_ms <= 0 || profile.losses.cut_runs > 0) return 0;
  const double unseen = 1 - profile.total().weight_ms / profile.runs / measured_ms;
  return unseen < kNotable ? 0 : std::llround(100 * unseen);
}

class Recording {
 public:
  Recording(const Plan& plan, const Installation& installation, const RunRecord& measured,
            std::chrono::steady_clock::time_point began, fs::path trace)
      : plan_(plan),
        installation_(installation),
        costs_(costs_of(measured, plan)),
        began_(began),
        trace_(std::move(trace)) {}

  // Once more at the highest rate where that may show more.
  Result<StackProfile> make(std::chrono::nanoseconds limit) const {
    const auto begin = std::chrono::steady_clock::now();
    const int per_sec = samples_per_sec_for(costs_, plan_.concurrency, limit);
    auto profile = sampled(per_sec, limit);
    const auto left = limit - (std::chrono::steady_clock::now() - begin);
    const int most = most_samples_per_sec();
    if (!profile || profile->losses.unseen_pct == 0 || per_sec >= most || left < kWorthStarting) return profile;
    auto finer = sampled(most, left);
    return finer ? finer : profile;
  }

 private:
  Result<StackProfile> sampled(int per_sec, std::chrono::nanoseconds limit) const {
    std::error_code missing;
    fs::remove(trace_, missing);  // perf would put it aside, and it holds the workers' stacks
    const Plan extra = extra_plan(plan_, iterations_for(costs_, per_sec, limit), limit);
    const auto ran = record(extra, installation_, trace_, per_sec);
    if (!ran) return fail(ran.error());
    const auto whole = read_trace(trace_, within_deadline(kReading, plan_, began_));
    if (!whole) return fail(whole.error());
    StackProfile profile = without_module(*whole, installation_.launcher.filename().string());
    profile.runs = 0;
    count_runs(profile, *ran);
    profile.losses.unseen_pct = unseen_pct(profile, costs_, plan_.concurrency);
    return profile;
  }

  const Plan& plan_;
  const Installation& installation_;
  Costs costs_;
  std::chrono::steady_clock::time_point began_;
  fs::path trace_;
};

}  // namespace

HotspotCapture capture_hotspots(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                std::chrono::steady_clock::time_point began, const fs::path& folder, bool keep_trace) {
  HotspotCapture capture;
  std::chrono::nanoseconds limit = plan.probes.hotspot_limit;
  if (const auto left = time_left(plan, began); left) limit = std::min(limit, *left);
  if (limit < kWorthStarting)
    return {.profile = {}, .why_none = "no time was left for it before the run's deadline", .trace = {}};
  std::error_code trouble;
  fs::create_directories(folder, trouble);
  const fs::path trace = folder / kTraceFile;
  auto profile = Recording(plan, installation, measured, began, trace).make(limit);
  if (!keep_trace || !profile) {
    fs::remove(trace, trouble);
    fs::remove(folder, trouble);  // unless something else is in it
  } else {
    capture.trace = trace;
  }
  if (!profile) {
    capture.why_none = reason_text(profile.error());
  } else if (profile->total().samples == 0) {
    capture.why_none =
        "perf saw no sample: the command uses hardly any CPU time, or in processes that are too short for one";
  } else {
    capture.profile = std::move(*profile);
  }
  return capture;
}

}  // namespace perfbench
