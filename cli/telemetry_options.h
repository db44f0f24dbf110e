// The options of perfbench run that say what is received of OpenTelemetry, and where results are sent by it.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/plan.h"

namespace perfbench {

struct TelemetryOptions {
  bool enabled = true;
  std::optional<int> flush_wait_ms;
  std::vector<std::string> signals;
  std::optional<std::size_t> max_series;
  std::vector<std::string> phase_attributes;
  bool payloads = false;
  std::string metrics_jsonl;
  std::string otlp_export;  // empty: nowhere
};

void add_telemetry_options(CLI::App& command, TelemetryOptions& options);

// Errors: usage, for a --signal that is not NAME=REGEX, and an --otlp-export that is no address.
Result<TelemetryPlan> make_telemetry_plan(const TelemetryOptions& options);

}  // namespace perfbench
