// The seam to the collector beside the workers (perfbench-collector).
#pragma once

#include <filesystem>
#include <vector>

#include "model/telemetry.h"
#include "model/trace_context.h"
#include "runner/launcher.h"
#include "runner/telemetry_address.h"

namespace perfbench {

// When a worker ran, by the clock of MonotonicTime.
struct WorkerLife {
  int worker = 0;         // 0-based within its batch
  MonotonicTime begin;    // before its spawn
  MonotonicTime spawned;  // after it
  MonotonicTime end;      // its reap
  MonotonicTime drained;  // its output is taken
};

// Whatever becomes of it, a run goes on: none of these calls fails or waits, but for collect().
class Sidecar {
 public:
  virtual ~Sidecar() = default;

  // Before all others. `payload_file` is where raw payloads go; empty: nowhere.
  virtual void begin(const std::filesystem::path& payload_file) = 0;

  // The worker may send from now on. What it sends while warming up (not `measured`) is taken and forgotten.
  virtual TelemetryAddress expect(WorkerId id, bool measured, const TraceContext& trace) = 0;

  // The batch has become an iteration; without this, what its workers send does not count.
  virtual void keep(int batch, const std::vector<WorkerLife>& lives) = 0;

  // Once, at the end: waits until all that was sent is dealt with.
  virtual TelemetryOutcome collect() = 0;
};

}  // namespace perfbench
