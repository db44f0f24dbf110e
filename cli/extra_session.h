// Iterations after the measured ones, under a tool that slows them: a session of their own, whose figures are in no
// summary.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "installation.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "reporters/filter_process.h"
#include "workplace.h"

namespace perfbench {

// The same workers, `iterations` times without warm-up, within `limit`.
Plan extra_plan(const Plan& plan, int iterations, std::chrono::nanoseconds limit);

// `begin` is called when the launcher runs, before any worker does; `end` when all workers are over, before the
// launcher goes. A signal that ends it is held back again (held_back_signal()). Errors (harness): those of `begin`; the
// workers could not be launched; this process is asked to end.
struct ExtraHooks {
  std::function<Result<void>(Workplace&)> begin;
  std::function<void()> end;
};
Result<RunRecord> run_extra_session(const Plan& plan, const Installation& installation, const ExtraHooks& hooks);

// One worker under a tool, which gets its command as its last arguments. Errors (harness): as run_extra_session(); the
// command is emulated; the worker failed, or did not end in time.
//
// The worker has the time of the measured ones many times over (`measured`), but no more than the plan gives.
Result<void> run_under_tool(const Plan& plan, const Installation& installation, std::vector<std::string> tool,
                            const RunRecord& measured, std::chrono::steady_clock::time_point began);

// Of `most`, what may be spent on reading what a tool has recorded: until the deadline, and for a second at least.
FilterLimits within_deadline(FilterLimits most, const Plan& plan, std::chrono::steady_clock::time_point began);

// What is left for such iterations until the run's deadline; absent when there is none.
std::optional<std::chrono::nanoseconds> time_left(const Plan& plan, std::chrono::steady_clock::time_point began);

}  // namespace perfbench
