// The collector by itself: one sender, whoever has the token, until it is told to end.
#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"
#include "model/plan.h"
#include "model/telemetry.h"

namespace perfbench::collector {

struct StandaloneOptions {
  int listener = -1;
  std::string token;  // empty: none is asked for
  TelemetryPlan plan;
  std::filesystem::path payload_file;  // empty: raw payloads are not kept
  int end_signals = -1;                // a signalfd: readable when it should end
};

Telemetry serve_alone(const StandaloneOptions& options);

}  // namespace perfbench::collector
