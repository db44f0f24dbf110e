// A saved run as a backend of OpenTelemetry is told of it.
#pragma once

#include <chrono>

#include "model/iteration_log.h"
#include "model/saved_run.h"
#include "otlp_export/attributes.h"

namespace perfbench::otlp_export {

struct ExportedRun {
  SavedRun run;
  IterationLog iterations;
  std::chrono::system_clock::time_point ended;
  std::optional<std::chrono::system_clock::time_point> started;
  Attributes resource;  // that the user adds, or puts in place of ours
};

}  // namespace perfbench::otlp_export
