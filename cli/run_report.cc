#include "run_report.h"

#include <unistd.h>

#include <chrono>

#include "analysis/advise.h"
#include "analysis/fingerprint.h"
#include "analysis/judge.h"
#include "analysis/summarise.h"
#include "message.h"
#include "reporter_choice.h"
#include "reporters/console.h"
#include "reporters/ctest_measurements.h"
#include "reporters/file_sink.h"
#include "reporters/flame_graph.h"
#include "reporters/folded_stacks.h"
#include "reporters/junit.h"
#include "reporters/markdown.h"
#include "reporters/samples_csv.h"
#include "reporters/v4_json.h"
#include "standard_output.h"
#include "terminal.h"

namespace perfbench {

namespace {

constexpr const char* kFlameGraphFile = "hotspots.html";

Result<void> write_folder(const RunOptions& options, RunResult& result) {
  Result<void> outcome;
  const auto write = [&](const char* name, const auto& content) {
    auto written = write_file(result.run_dir / name, content);
    if (written) {
      result.reports.emplace_back(name);
    } else if (outcome) {
      outcome = fail(written.error());
    }
  };
  if (wants(options, "markdown")) write("summary.md", render_markdown(result));
  if (wants(options, "json")) write("summary.json", [&](const ByteSink& sink) { write_v4_json(result, sink); });
  if (!result.record.tree_series.empty()) {
    write("samples.csv", [&](const ByteSink& sink) { write_samples_csv(result.record.tree_series, sink); });
  }
  if (result.record.profile) {
    const StackProfile& profile = *result.record.profile;
    write(kFoldedStacksFile, [&](const ByteSink& sink) { write_folded_stacks(profile, sink); });
    const StackProfile* before = result.good_profile ? &*result.good_profile : nullptr;
    write(kFlameGraphFile, render_flame_graph({.title = result.plan.name, .profile = profile, .before = before}));
  }
  // The link is a convenience: a folder of that name in its place is no fault of the run.
  if (const auto linked = link_latest(result.run_dir); !linked && outcome) {
    print_message("warning: " + to_string(linked.error()));
  }
  return outcome;
}

}  // namespace

RunResult conclude(const Plan& plan, std::filesystem::path run_dir, RunRecord record, Environment environment) {
  RunResult result;
  result.generated_at = std::chrono::system_clock::now();
  result.run_dir = std::move(run_dir);
  result.plan = plan;
  result.record = std::move(record);
  result.environment = std::move(environment);
  result.environment.machine_fingerprint = machine_fingerprint(result.environment);
  result.environment.config_hash = config_hash(plan);
  result.summary = summarise(result.record, plan);
  result.judgement = judge(plan, result.record, result.summary);
  result.warnings = result.record.warnings;
  const auto advice = advise(plan, result.record, result.summary, result.environment);
  result.warnings.insert(result.warnings.end(), advice.begin(), advice.end());
  return result;
}

Result<void> write_reports(const RunOptions& options, RunResult& result) {
  Result<void> outcome;
  if (!result.run_dir.empty()) outcome = write_folder(options, result);
  if (!options.junit_file.empty() && outcome) outcome = write_file(options.junit_file, render_junit(result));
  return outcome;
}

Result<void> print_result(const RunOptions& options, const RunResult& result) {
  std::string text;
  if (wants_console(options, result)) text = render_console(result, describe_terminal(STDOUT_FILENO).style);
  if (wants_measurements(options)) {
    for (const std::string& line : render_ctest_measurements(result)) text += line;
  }
  return write_stdout(text);
}

}  // namespace perfbench
