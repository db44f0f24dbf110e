#include "model/emulation.h"

namespace perfbench {

bool is_emulated(const WorkerPlan& worker) { return !worker.emulator.empty(); }

bool is_gated(const SlaRule& rule, const WorkerPlan& worker) {
  if (!is_emulated(worker) || rule.probe == Probe::outcome) return true;
  return rule.probe == Probe::telemetry && rule.unit == Unit::count;
}

}  // namespace perfbench
