// perfbench-otlp-export: the subcommand of perfbench that talks to a backend of OpenTelemetry. perfbench itself starts
// it, with its own command line.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "otlp_export_command.h"
#include "program.h"

namespace perfbench {
namespace {

constexpr const char* kExamples = R"(
Examples:
  perfbench otlp-export http://localhost:4318 perf-results/latest
  OTEL_EXPORTER_OTLP_HEADERS='api-key=...' perfbench otlp-export https://otlp.example.org perf-results/startup-*/
  OTEL_TRACES_EXPORTER=none perfbench otlp-export http://prometheus.example.org:9090/api/v1/otlp perf-results/latest

perfbench run --otlp-export ENDPOINT does so at the end of a run. Figures come as gauges perfbench.<figure>, workers
and what is done around them as spans.

Variables: OTEL_EXPORTER_OTLP_HEADERS, _TIMEOUT and _CERTIFICATE (PEM certificates to trust),
  OTEL_RESOURCE_ATTRIBUTES, OTEL_METRICS_EXPORTER=none, OTEL_TRACES_EXPORTER=none; proxies as http_proxy, https_proxy,
  all_proxy and no_proxy name them.

Exit codes: 0 all was taken, 2 usage error or a result that cannot be read: nothing was sent, 3 not all was taken.
)";

int run_otlp_export(const std::vector<std::string>& arguments) {
  CLI::App app("", "perfbench");
  app.formatter(help_formatter());
  app.require_subcommand(1);
  OtlpExportOptions options;
  CLI::App* command = app.add_subcommand("otlp-export", "send saved results to a backend of OpenTelemetry");
  command->footer(kExamples);
  add_otlp_export_options(*command, options);
  if (const auto exit_code = parse(app, arguments)) return *exit_code;
  return finish(otlp_export_command(options));
}

}  // namespace
}  // namespace perfbench

int main(int argc, char** argv) { return perfbench::run_program(argc, argv, perfbench::run_otlp_export); }
