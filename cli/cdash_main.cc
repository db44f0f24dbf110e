// perfbench-cdash: the subcommands of perfbench that talk to a CDash server. perfbench itself starts it, with its own
// command line.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cdash_command.h"
#include "program.h"
#include "submit_command.h"

namespace perfbench {
namespace {

constexpr const char* kSubmitExamples = R"(
Examples:
  perfbench submit --cdash https://cdash.example.org --project MyProject perf-results/latest
  perfbench submit --cdash https://cdash.example.org --project MyProject --site perf-box-1 --build Linux-gcc-Release \
    --group Nightly --token-file ~/.cdash-token perf-results/startup-*/
  perfbench submit --dry-run --xml-dir xml perf-results/latest

Each test has one result in a build; further results of the same test become builds of their own, the oldest first.
A result is sent once: what the server has taken is noted in <xml-dir>/<stamp>/submission.json, and the same command
sends only what is left.

A server says yes to a document before it reads it: --verify 60 waits until the figures are there.

Exit codes: 0 all was taken, 2 usage error or a result that cannot be read: nothing was sent, 3 not all was taken, or
  not all is shown.
)";

constexpr const char* kTrendExamples = R"(
Examples:
  perfbench cdash trend --cdash https://cdash.example.org --project MyProject startup latency_ms.p95
  perfbench cdash trend --cdash https://cdash.example.org --project MyProject --site perf-box-1 --last 50 \
    --format png --out trend.png startup latency_ms.p95

A private project needs a token that may read; one that may only submit gets HTTP 404.
)";

constexpr const char* kCheckExamples = R"(
Examples:
  perfbench cdash check --cdash https://cdash.example.org --project MyProject startup latency_ms.p95
  perfbench cdash check --cdash https://cdash.example.org --project MyProject --max-change 5 --window 20 \
    render throughput_runs_per_sec.mean

Exit codes: 0 within what is allowed, or too few values to tell (it says so), 1 worse than that, 2 usage error, 3 the
  trend cannot be read.
)";

int run_cdash(const std::vector<std::string>& arguments) {
  CLI::App app("", "perfbench");
  app.formatter(help_formatter());
  app.require_subcommand(1);

  SubmitOptions submit_options;
  CLI::App* submit_app = app.add_subcommand("submit", "send saved results to a CDash dashboard");
  submit_app->footer(kSubmitExamples);
  add_submit_options(*submit_app, submit_options);

  CLI::App* cdash_app = app.add_subcommand("cdash", "read a measurement's trend back from a CDash dashboard");
  cdash_app->require_subcommand(1);
  cdash_app->footer("\nperfbench cdash trend --help and perfbench cdash check --help tell more.");
  TrendOptions trend_options;
  CLI::App* trend_app = cdash_app->add_subcommand("trend", "show it: a table, CSV or a picture");
  trend_app->footer(kTrendExamples);
  add_trend_options(*trend_app, trend_options);
  TrendCheckOptions check_options;
  CLI::App* check_app = cdash_app->add_subcommand("check", "hold the last value against the median of those before it");
  check_app->footer(kCheckExamples);
  add_trend_check_options(*check_app, check_options);

  if (const auto exit_code = parse(app, arguments)) return *exit_code;
  if (submit_app->parsed()) return finish(submit_command(submit_options));
  return finish(trend_app->parsed() ? trend_command(trend_options) : trend_check_command(check_options));
}

}  // namespace
}  // namespace perfbench

int main(int argc, char** argv) { return perfbench::run_program(argc, argv, perfbench::run_cdash); }
