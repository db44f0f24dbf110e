// What workers told of themselves over the OpenTelemetry protocol, added up; and what became of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/run_figures.h"
#include "model/warning.h"

namespace perfbench {

struct SignalCount {
  double points = 0;
  double value_sum = 0;
};

// Of one worker of one measured iteration, of all that it sent, however late that came.
struct WorkerTelemetry {
  int batch = 0;   // of the run, 0-based, warm-up included
  int worker = 0;  // 0-based within the batch
  std::uint64_t payloads = 0;
  std::uint64_t datapoints = 0;
  std::uint64_t spans = 0;
  std::uint64_t log_records = 0;
  std::vector<SignalCount> signals = {};  // of the plan's groups, in their order
  std::map<std::string, double> queue_cancel = {};
};

// A metric over all measured workers, by its name. A cumulative series counts as one point of a worker, its last. The
// quantiles are of the values of its points; of a histogram, of what it counted, interpolated within its buckets.
struct MetricFigures {
  std::string name;
  std::string unit;
  std::string kind;  // "gauge", "sum", "histogram", "exponential_histogram", "summary"
  double points = 0;
  double count = 0;  // of measurements; of a gauge or sum, its points
  Measured sum = {}, mean = {}, min = {}, max = {}, p50 = {}, p95 = {}, p99 = {};
  bool interpolated = false;
};

// A metric by its attributes; without those of the resource.
struct SeriesFigures {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  // sorted by key
  double points = 0;
  double count = 0;
  Measured sum, min, max;
};

struct PhaseFigures {
  std::string name;
  double count = 0;
  double total_ms = 0;
  double self_ms = 0;  // outside of its child spans
  Measured p50_ms, p95_ms, p99_ms, coverage_pct;
};

// Of the tree of phases, in depth-first order.
struct PhaseNode {
  std::string name;
  int depth = 0;
  double count = 0;
  double total_ms = 0;
  double self_ms = 0;
};

struct Telemetry {
  std::vector<WorkerTelemetry> workers;  // those that sent something
  std::vector<MetricFigures> metrics;    // by name
  std::vector<SeriesFigures> series;
  std::vector<PhaseFigures> phases;  // by self time, most first
  std::vector<PhaseNode> tree;
  Measured span_coverage_pct;  // of the wall time of all measured workers
  std::vector<Warning> warnings;
};

// Of a run: the telemetry, or why there is none.
struct TelemetryOutcome {
  std::optional<Telemetry> received;
  std::string lost;  // the reason, where it was wanted and is not there
};

}  // namespace perfbench
