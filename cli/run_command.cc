#include "run_command.h"

#include <unistd.h>

#include <chrono>
#include <memory>

#include "analysis/judge.h"
#include "analysis/telemetry_figures.h"
#include "env_file_warnings.h"
#include "explanation.h"
#include "extra_iterations.h"
#include "installation.h"
#include "iteration_files.h"
#include "killed_run.h"
#include "message.h"
#include "plan_text.h"
#include "progress.h"
#include "reporter_choice.h"
#include "reporters/file_sink.h"
#include "reporters/junit.h"
#include "run_export.h"
#include "run_picture.h"
#include "run_report.h"
#include "runner/request_builder.h"
#include "runner/session.h"
#include "standard_output.h"
#include "surroundings.h"
#include "terminal.h"
#include "workplace.h"

namespace perfbench {

namespace {

struct Measurement {
  std::filesystem::path run_dir;
  RunRecord record;
};

// With what their workers have told, late ones too.
void rewrite_iterations(const std::filesystem::path& run_dir, const RunRecord& record, std::vector<Warning>& warnings) {
  if (!record.telemetry->received) return;
  for (const IterationRecord& iteration : record.iterations) {
    const auto written = write_iteration(run_dir, iteration);
    if (written) continue;
    warnings.push_back({"iteration_files", to_string(written.error()), ""});
    return;
  }
}

// Everything between a sound plan and its record. The first failure to write an iteration's file is a warning: the
// figures are still in memory and go into the summary.
Result<Measurement> measure(const RunOptions& options, const Plan& plan, Workplace& workplace, Observer& observer,
                            Surroundings& surroundings) {
  auto builder = RequestBuilder::create(plan, workplace.root.path());
  if (!builder) return fail(builder.error());
  builder->put_into(*workplace.cgroups);
  if (auto executable = builder->try_exec(*workplace.launcher); !executable) return fail(executable.error());
  auto run_dir = make_run_directory(plan.out_dir, plan.name, std::chrono::system_clock::now());
  if (!run_dir) return fail(run_dir.error());
  observer.tell_run_directory(*run_dir);
  builder->keep_logs_in(*run_dir / "logs");
  if (workplace.sidecar) {
    workplace.sidecar->begin(plan.telemetry.keep_payloads ? *run_dir / "otlp.jsonl" : "");
    builder->send_telemetry_to(*workplace.sidecar);
  }

  const std::vector<Warning> before = warn_of_readable_env_files(plan.worker);
  Progress progress(plan, describe_terminal(STDERR_FILENO), options.quiet);
  std::vector<Warning> warnings;
  const SessionHooks hooks{.warmed_up = [&](int done) { progress.warmed_up(done); },
                           .iteration_done =
                               [&](const IterationRecord& iteration) {
                                 progress.iteration_done(iteration);
                                 if (!wants(options, "json") || !warnings.empty()) return;
                                 const auto written = write_iteration(*run_dir, iteration);
                                 if (!written) warnings.push_back({"iteration_files", to_string(written.error()), ""});
                               },
                           .still_running = [&] { progress.tick(); },
                           .over = hold_back_signals};
  const auto proc_fs = make_linux_proc_fs();
  RunRecord record =
      run_session(plan, workplace.context, *workplace.launcher, *proc_fs, *builder, workplace.sidecar.get(), hooks);
  surroundings.run_is_over(record.ending);
  workplace.launcher->dismiss();
  workplace.cgroups->note(record);
  if (workplace.sidecar) {
    record.telemetry = workplace.sidecar->collect();
    add_telemetry(record, plan);
    if (wants(options, "json") && warnings.empty()) rewrite_iterations(*run_dir, record, warnings);
  }
  if (plan.keep_temp) {
    record.warnings.push_back({"kept_homes", "the workers' homes are kept in " + workplace.root.path().string(), ""});
  }
  for (const auto& more : {before, warnings}) {
    record.warnings.insert(record.warnings.end(), more.begin(), more.end());
  }
  return Measurement{std::move(*run_dir), std::move(record)};
}

ExitCode exit_code_of(const RunResult& result) {
  if (result.record.ending == Ending::interrupted) {
    return result.record.ending_signal == SIGINT ? ExitCode::interrupted : ExitCode::terminated;
  }
  return exit_code_for(result.judgement.verdict);
}

// False where the run has another ending already.
bool note_held_back_signal(RunRecord& record) {
  const int signal = held_back_signal();
  if (signal == 0 || record.ending != Ending::complete) return false;
  record.ending = Ending::interrupted;
  record.ending_signal = signal;
  return true;
}

Result<ExitCode> run(const RunOptions& options, const Installation& installation, const Plan& plan) {
  const auto began = std::chrono::steady_clock::now();
  if (!options.junit_file.empty()) {
    const std::string unfinished = render_junit_unfinished(plan, std::chrono::system_clock::now());
    if (auto begun = write_file(options.junit_file, unfinished); !begun) return fail(begun.error());
  }
  Surroundings surroundings;
  Observer observer = stand_by(options, plan, surroundings.environment(), surroundings.before());
  hold_back_signals();  // until the session takes them
  const auto workplace = set_up_workplace(plan, installation);
  if (!workplace) return fail(workplace.error());
  auto measured = measure(options, plan, **workplace, observer, surroundings);
  if (!measured) return fail(measured.error());
  add_extra_iterations(plan, installation, began, measured->run_dir, measured->record);
  note_held_back_signal(measured->record);
  RunResult result =
      conclude(plan, std::move(measured->run_dir), std::move(measured->record), surroundings.environment());
  surroundings.complete(result.environment);
  explain(result, installation, began);
  if (note_held_back_signal(result.record)) result.judgement = judge(plan, result.record, result.summary);
  const auto written = write_reports(options, result);
  const auto printed = print_result(options, result);
  observer.dismiss();
  if (result.record.fault) print_message(to_string(*result.record.fault));  // with its advice, which no report has
  if (!written) return fail(written.error());
  if (!printed) return fail(printed.error());
  add_picture(options, result);
  export_result(options, installation, result);
  return exit_code_of(result);
}

Result<ExitCode> plan_and_run(const RunOptions& options) try {
  auto installation = find_installation();
  if (!installation) return fail(installation.error());
  const auto plan = make_plan(options, installation->profiles);
  if (!plan) return fail(plan.error());
  if (options.dry_run) {
    return write_stdout(describe_plan(*plan)).map([] { return ExitCode::pass; });
  }
  return run(options, *installation, *plan);
} catch (const std::exception& fault) {
  return fail({.kind = ErrorKind::harness, .what = "internal error", .where = "", .cause = fault.what(), .advice = ""});
}

}  // namespace

Result<ExitCode> run_command(const RunOptions& options) {
  auto outcome = plan_and_run(options);
  if (!outcome && !options.dry_run) report_failed_run(options.junit_file, options.name, outcome.error());
  return outcome;
}

void report_failed_run(const std::string& junit_file, const std::string& name, const Error& error) {
  if (junit_file.empty()) return;
  Plan plan;
  plan.name = name;
  (void)write_file(junit_file, render_junit_error(plan, std::chrono::system_clock::now(), error));
}

}  // namespace perfbench
