// The options of perfbench run that ask for more than the usual measurements.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "model/probe_plan.h"

namespace perfbench {

struct ProbeOptions {
  bool attach_sampling = false;
  std::optional<double> attach_interval_ms;
  bool snapshots = false;
  bool counters = false;
  bool hotspots = false;
  std::optional<double> hotspot_limit_sec;
  std::optional<int> most_hotspots;
  bool heap = false;
  std::string instructions_mode = "perf";
  bool explain = false;
};

void add_probe_options(CLI::App& command, ProbeOptions& options);

ProbePlan make_probe_plan(const ProbeOptions& options);

}  // namespace perfbench
