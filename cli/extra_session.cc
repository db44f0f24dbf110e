#include "extra_session.h"

#include <algorithm>
#include <csignal>

#include "model/emulation.h"
#include "runner/request_builder.h"
#include "runner/session.h"

namespace perfbench {

namespace {

// A tool may slow a worker a hundred times, and takes its own time to start.
constexpr int kSlowedBy = 200;
constexpr std::chrono::seconds kStartOfTool(30);

Error asked_to_end() {
  return {.kind = ErrorKind::harness, .what = "perfbench was asked to end", .where = "", .cause = "", .advice = ""};
}

std::chrono::nanoseconds longest_worker(const RunRecord& measured) {
  double longest_ms = 0;
  for (const double ms : measured.iterations.values(&RunFigures::duration_ms)) longest_ms = std::max(longest_ms, ms);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double, std::milli>(longest_ms));
}

// For what comes after them: reading what a tool has written, and the reports.
constexpr std::chrono::seconds kKeptForReports(3);

}  // namespace

Plan extra_plan(const Plan& plan, int iterations, std::chrono::nanoseconds limit) {
  Plan extra = plan;
  extra.warmup = 0;
  extra.iterations = iterations;
  extra.deadline = limit;
  extra.probes = ProbePlan();
  extra.probes.cgroup = plan.probes.cgroup;
  extra.worker.keep_logs = false;
  extra.keep_temp = false;
  return extra;
}

Result<RunRecord> run_extra_session(const Plan& plan, const Installation& installation, const ExtraHooks& hooks) {
  if (held_back_signal() != 0) return fail(asked_to_end());
  const auto workplace = set_up_workplace(plan, installation);
  if (!workplace) return fail(workplace.error());
  Workplace& place = **workplace;
  auto builder = RequestBuilder::create(plan, place.root.path());
  if (!builder) return fail(builder.error());
  builder->put_into(*place.cgroups);
  if (place.sidecar) {
    place.sidecar->begin("");
    builder->send_telemetry_to(*place.sidecar);
  }
  if (hooks.begin) {
    if (auto begun = hooks.begin(place); !begun) return fail(begun.error());
  }
  const auto proc_fs = make_linux_proc_fs();
  RunRecord record =
      run_session(plan, place.context, *place.launcher, *proc_fs, *builder, place.sidecar.get(),
                  {.warmed_up = {}, .iteration_done = {}, .still_running = {}, .over = hold_back_signals});
  if (hooks.end) hooks.end();
  place.launcher->dismiss();
  if (record.ending == Ending::fault && record.fault) return fail(*record.fault);
  if (record.ending != Ending::interrupted) return record;
  ::raise(record.ending_signal);
  return fail(asked_to_end());
}

Result<void> run_under_tool(const Plan& plan, const Installation& installation, std::vector<std::string> tool,
                            const RunRecord& measured, std::chrono::steady_clock::time_point began) {
  const auto fault = [](std::string what) {
    return fail(Error{.kind = ErrorKind::harness, .what = std::move(what), .where = "", .cause = "", .advice = ""});
  };
  if (is_emulated(plan.worker)) return fault("the command is emulated");
  const auto limit = time_left(plan, began).value_or(plan.worker.timeout + kKeptForReports);
  if (limit <= std::chrono::nanoseconds(0)) return fault("no time was left for it before the run's deadline");
  Plan extra = extra_plan(plan, 1, limit);
  extra.concurrency = 1;
  extra.worker.timeout =
      std::min<std::chrono::nanoseconds>(extra.worker.timeout, kStartOfTool + kSlowedBy * longest_worker(measured));
  extra.worker.emulator = std::move(tool);
  extra.worker.limits = WorkerLimits();  // the tool needs more
  const auto ran = run_extra_session(extra, installation, {});
  if (!ran) return fail(ran.error());
  if (ran->iterations.empty()) return fault("the command did not end in time under it");
  const Outcome outcome = ran->iterations[0].workers.front().outcome;
  if (!succeeded(outcome)) return fault("the command failed under it: " + describe(outcome));
  return {};
}

FilterLimits within_deadline(FilterLimits most, const Plan& plan, std::chrono::steady_clock::time_point began) {
  const auto left = time_left(plan, began);
  if (!left) return most;
  most.time = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(*left),
                         std::chrono::milliseconds(std::chrono::seconds(1)), most.time);
  return most;
}

std::optional<std::chrono::nanoseconds> time_left(const Plan& plan, std::chrono::steady_clock::time_point began) {
  if (!plan.deadline) return std::nullopt;
  const auto spent = std::chrono::steady_clock::now() - began;
  return std::max(*plan.deadline - spent - kKeptForReports, std::chrono::nanoseconds(0));
}

}  // namespace perfbench
