// The parts of advise(), each with its own kind of warnings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/environment.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"
#include "model/warning.h"

namespace perfbench {

// emulated
std::vector<Warning> advise_on_emulation(const Plan& plan);
// unoptimised_target
std::vector<Warning> advise_on_build(const Plan& plan);
// failing_workers, out_of_memory, timeouts, leftover_processes, warmup_failures
std::vector<Warning> advise_on_workers(const Plan& plan, const RunRecord& record);
// cgroup_throttled; or oversubscribed or waited_for_processor; high_load
std::vector<Warning> advise_on_machine(const Plan& plan, const RunRecord& record, const Environment& environment);
// stolen_time, thermal_throttling, powersave_governor or frequency_scaling, swapping or memory_pressure
std::vector<Warning> advise_on_activity(const Environment& environment);
// slow_first_iteration, outliers, drifting or bimodal, noisy, short_worker. What one of them explains is not said again
// by the next.
std::vector<Warning> advise_on_noise(const Plan& plan, const RunRecord& record);
// no_such_measurement
std::vector<Warning> advise_on_measurements(const Plan& plan, const Summary& summary);
// not_measured, lost_samples
std::vector<Warning> advise_on_probes(const Plan& plan, const RunRecord& record);
// few_samples, never_sampled
std::vector<Warning> advise_on_rules(const Plan& plan, const RunRecord& record, const Summary& summary);

// "iteration 3", "iterations 1, 2, 3 and 9 more".
std::string listed_iterations(const std::vector<int>& iterations);

}  // namespace perfbench
