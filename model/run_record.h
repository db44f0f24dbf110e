// What a run yielded before any statistics.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/heap_figures.h"
#include "model/iteration_log.h"
#include "model/metric_series.h"
#include "model/stack_profile.h"
#include "model/telemetry.h"
#include "model/tree_sample.h"
#include "model/warning.h"

namespace perfbench {

enum class Ending { complete, interrupted, deadline, fault };

struct RunRecord {
  std::chrono::system_clock::time_point started_at;
  std::chrono::nanoseconds took{};  // until its end, by a clock that nobody sets
  IterationLog iterations;          // complete ones only
  Ending ending = Ending::complete;
  int ending_signal = 0;         // SIGINT, SIGTERM or SIGHUP when interrupted
  std::optional<Error> fault;    // why PerfBench could not go on, when Ending::fault
  bool iterations_lost = false;  // when PerfBench was killed and had kept none: not even their number is known
  int aborted_workers = 0;       // workers under way when the run was cut short; in no iteration
  int warmup_done = 0;
  int warmup_failures = 0;                    // workers that failed while warming up
  std::optional<TelemetryOutcome> telemetry;  // absent when it was off
  MetricSeriesByName worker_metrics;          // of all measured workers
  std::vector<TreeSeries> tree_series;        // with attach sampling
  std::size_t tree_samples_lost = 0;          // those beyond kMostTreeSamples
  std::optional<StackProfile> profile;        // of iterations after the measured ones
  std::optional<HeapFigures> heap;
  std::optional<double> callgrind_instructions;
  std::vector<std::string> trace_paths;  // what it was made of, where that is kept
  // What only this run knows of its figures, by object of the summary: where they come from, why they are absent.
  std::map<std::string, std::string> sources;
  std::map<std::string, std::string> absent;
  std::vector<Warning> warnings;
};

}  // namespace perfbench
