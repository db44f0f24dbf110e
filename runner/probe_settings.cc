#include "runner/probe_settings.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>

#include "runner/cpu_meter.h"

namespace perfbench {

namespace {

int processors_for(const WorkerPlan& worker) {
  if (!worker.cpu_affinity.empty()) return static_cast<int>(worker.cpu_affinity.size());
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  return std::max(1, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace

ProbeSettings probe_settings_of(const Plan& plan) {
  ProbeSettings settings{.tick = scheduler_tick(),
                         .processors = processors_for(plan.worker),
                         .tree = plan.probe_interval,
                         .monitor = plan.monitor_interval};
  settings.snapshots = plan.probes.snapshots;
  if (plan.probes.attach_sampling) settings.attach = plan.probes.attach_interval;
  return settings;
}

}  // namespace perfbench
