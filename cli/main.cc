// perfbench: measures programs and judges them. Each subcommand has a file of its own; here they are told apart, and
// here alone an error is printed and the exit code chosen.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "installation.h"
#include "message.h"
#include "model/exit_code.h"
#include "program.h"
#include "run_command.h"
#include "run_options.h"
#include "show_command.h"
#include "usage_error.h"

namespace perfbench {
namespace {

constexpr const char* kRunExamples = R"(
Examples:
  perfbench run -- ./myapp --help
  perfbench run --iterations 20 --warmup 2 --sla 'latency_ms.p95 <= 250ms' -- ./myapp render big.svg
  perfbench run --concurrency 8 --sla 'max_rss_mb.max <= 64MB' --sla 'throughput_runs_per_sec.mean >= 20' -- ./myapp
  perfbench run --profile cold --junit report.xml --name startup -- ./myapp --version
  perfbench run --cmd './myapp < input.txt | wc -l' --shell
  perfbench run --explain --sla 'latency_ms.p50 <= 80ms' -- ./myapp    (when it is broken: says why)
  perfbench run --hotspots --heap-capture --counters -- ./myapp        (where time and memory go)

Rules: <figure> <op> <limit>[unit], op one of <= < >= > == !=, units s ms us ns B KB MB GB % runs/s.
  Figures are the paths under "summary" in summary.json: latency_ms.{mean,p50,p95,p99,min,max}, max_rss_mb.max,
  cpu_pct.mean, peak_open_fds.max, process_tree_sampled.peak_tree_rss_mb.p95, failed_runs_total ...
  A failing worker breaks 'failed_runs_total == 0' unless a rule on that figure says otherwise.

Exit codes: 0 pass, 1 an SLA is broken or the deadline came, 2 usage or plan error, 3 fault of PerfBench or its
  surroundings, 130/143 interrupted.
)";

constexpr const char* kShowExamples = R"(
Examples:
  perfbench show perf-results/latest
  perfbench show perf-results/*/summary.json
)";

// Subcommands of programs of their own: the libraries of the network would cost each run 9 ms to load.
struct ForeignCommand {
  std::string_view name;
  const char* help;
  std::filesystem::path Installation::*program;
};
constexpr std::array kForeignCommands = {
    ForeignCommand{"submit", "send saved results to a CDash dashboard", &Installation::cdash},
    ForeignCommand{"cdash", "read the trend of a measurement back from a dashboard, and check it",
                   &Installation::cdash},
    ForeignCommand{"otlp-export", "send saved results to a backend of OpenTelemetry", &Installation::otlp_export},
};

// What stands after the first "--" belongs to the worker, byte for byte; no option parser sees it.
std::vector<std::string> cut_command(std::vector<std::string>& arguments) {
  const auto separator = std::ranges::find(arguments, "--");
  if (separator == arguments.end()) return {};
  std::vector<std::string> command(separator + 1, arguments.end());
  arguments.erase(separator, arguments.end());
  return command;
}

// Returns only when it cannot be started.
Result<ExitCode> become_program(std::filesystem::path Installation::*part, std::vector<std::string> arguments) {
  const auto installation = find_installation();
  if (!installation) return fail(installation.error());
  const std::filesystem::path program = (*installation).*part;
  std::string name = "perfbench";
  std::vector<char*> argv = {name.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  return fail({.kind = ErrorKind::harness,
               .what = "a part of PerfBench cannot be started",
               .where = program.string(),
               .cause = std::generic_category().message(errno),
               .advice = "Install PerfBench anew."});
}

int run(std::vector<std::string> arguments) {
  RunOptions options;
  options.command = cut_command(arguments);

  CLI::App app("Performance tests: measures a program, judges it by its SLAs, and says why.", "perfbench");
  app.set_version_flag("--version", "perfbench " PERFBENCH_VERSION);
  app.formatter(help_formatter());
  app.require_subcommand(1);
  app.footer("\nperfbench COMMAND --help tells more. In CMake: find_package(PerfBench), then add_perf_test().");
  CLI::App* run_app = app.add_subcommand("run", "measure a command and judge it by its SLAs");
  run_app->footer(kRunExamples);
  add_run_options(*run_app, options);

  ShowOptions show_options;
  CLI::App* show_app = app.add_subcommand("show", "print saved results as tables");
  show_app->footer(kShowExamples);
  add_show_options(*show_app, show_options);
  for (const ForeignCommand& command : kForeignCommands) app.add_subcommand(std::string(command.name), command.help);

  const auto report = [&](const Error& error) {
    if (arguments.empty() || arguments.front() != "run") return;
    if (std::ranges::find(arguments, "--dry-run") != arguments.end()) return;
    report_failed_run(given_value(arguments, "--junit").value_or(""),
                      given_value(arguments, "--name").value_or(options.name), error);
  };
  if (const auto exit_code = parse(app, arguments, report)) return *exit_code;
  return finish(run_app->parsed() ? run_command(options) : show_command(show_options));
}

// None where it is one of this program.
std::filesystem::path Installation::*program_of(std::string_view command) {
  const auto found = std::ranges::find(kForeignCommands, command, &ForeignCommand::name);
  return found == kForeignCommands.end() ? nullptr : found->program;
}

int run_or_become(const std::vector<std::string>& arguments) {
  const auto program = program_of(arguments.empty() ? "" : arguments.front());
  return program == nullptr ? run(arguments) : finish(become_program(program, arguments));
}

}  // namespace
}  // namespace perfbench

int main(int argc, char** argv) { return perfbench::run_program(argc, argv, perfbench::run_or_become); }
