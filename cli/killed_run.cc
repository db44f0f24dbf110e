#include "killed_run.h"

#include <chrono>

#include "env_file_warnings.h"
#include "iteration_files.h"
#include "message.h"
#include "reporter_choice.h"
#include "reporters/file_sink.h"
#include "run_report.h"
#include "standard_output.h"

namespace perfbench {

namespace {

struct Begin {
  std::chrono::system_clock::time_point date = std::chrono::system_clock::now();
  std::chrono::steady_clock::time_point time = std::chrono::steady_clock::now();
};

RunRecord record_of_killed_run(const RunOptions& options, const Plan& plan, const Begin& begin,
                               const std::filesystem::path& run_dir) {
  RunRecord record;
  record.started_at = begin.date;
  record.took = std::chrono::steady_clock::now() - begin.time;
  record.ending = Ending::fault;
  record.fault = Error{.kind = ErrorKind::harness, .what = "it was killed", .where = "", .cause = "", .advice = ""};
  record.warnings = warn_of_readable_env_files(plan.worker);
  if (plan.telemetry.enabled) record.telemetry = {.received = {}, .lost = "perfbench was killed"};
  if (run_dir.empty()) return record;
  record.iterations_lost = !wants(options, "json");
  KeptIterations kept = read_iterations(run_dir);
  record.warnings.insert(record.warnings.end(), kept.warnings.begin(), kept.warnings.end());
  record.iterations = std::move(kept.iterations);
  if (!record.iterations.empty()) record.warmup_done = plan.warmup;
  return record;
}

void print_last(const RunOptions& options, const RunResult& result) {
  if (!write_stdout("\n")) return;  // the last line before may be cut short
  (void)print_result(options, result);
}

void report_killed_run(const RunOptions& options, const Plan& plan, Environment environment,
                       const MachineSnapshot& before, const Begin& begin, const std::filesystem::path& run_dir) {
  note_run(environment, before, snapshot_machine());
  RunResult result =
      conclude(plan, run_dir, record_of_killed_run(options, plan, begin, run_dir), std::move(environment));
  const auto written = write_reports(options, result);
  print_last(options, result);
  if (!written) print_message(to_string(written.error()));
}

}  // namespace

Observer stand_by(const RunOptions& options, const Plan& plan, const Environment& environment,
                  const MachineSnapshot& before) {
  if (!wants_measurements(options)) return {};
  return Observer::start([&, begin = Begin()](const std::filesystem::path& run_dir) {
    report_killed_run(options, plan, environment, before, begin, run_dir);
  });
}

}  // namespace perfbench
