// perfbench-collector: receives OpenTelemetry of programs under test. perfbench run starts one beside the workers; it
// can be used by itself, too.
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/text_file.h"
#include "collector/process_limits.h"
#include "collector/sidecar.h"
#include "collector/standalone.h"
#include "link/listener.h"
#include "link/report.h"
#include "option_checks.h"
#include "program.h"
#include "reporters/file_sink.h"
#include "standard_output.h"

namespace perfbench {
namespace {

constexpr const char* kCollectorHelp = R"(
Receives metrics, traces and logs over OTLP/HTTP, protobuf and JSON on one port, until SIGTERM or SIGINT; then writes
what they add up to into <out-dir>/telemetry.json.

Examples:
  perfbench-collector --port 4318 --out-dir telemetry
  perfbench-collector --port 4318 --out-dir telemetry --token-file token --payloads
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf ./myapp

With --token-file, senders need the header "x-perfbench-token: TOKEN" or "Authorization: Bearer TOKEN".

Exit codes: 0 the report is written, 2 usage error, or the port is taken, 3 the report cannot be written.
)";

struct CollectorOptions {
  int port = 4318;
  std::string address = "127.0.0.1";
  std::string out_dir;
  std::string token_file;
  bool payloads = false;
  std::size_t max_series = TelemetryPlan().max_series;
  // Of a run's sidecar.
  int listener = -1;
  int control = -1;
};

void add_collector_options(CLI::App& app, CollectorOptions& options) {
  constexpr int kLastPort = 65535;
  constexpr std::size_t kMostSeries = 1'000'000;
  app.add_option("--port", options.port, "to listen on (4318); 0: any that is free")
      ->type_name("N")
      ->check(in_range(0, kLastPort));
  app.add_option("--address", options.address,
                 "to listen on (127.0.0.1); others than this machine's\nprograms reach it "
                 "only at another, such as 0.0.0.0")
      ->type_name("IP");
  app.add_option("--out-dir", options.out_dir, "folder for telemetry.json, made if need be")->type_name("DIR");
  app.add_option("--token-file", options.token_file, "file that holds the token which senders need (none)")
      ->type_name("FILE");
  app.add_flag("--payloads", options.payloads, "keep the raw payloads, in <out-dir>/otlp.jsonl");
  app.add_option("--max-series", options.max_series, "series of metrics that are told apart (2000)")
      ->type_name("N")
      ->check(in_range(std::size_t{1}, kMostSeries));
  app.add_option("--listener-fd", options.listener)->group("");
  app.add_option("--control-fd", options.control)->group("");
}

int take_end_signals() {
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&ending, signal);
  ::sigprocmask(SIG_BLOCK, &ending, nullptr);
  return ::signalfd(-1, &ending, SFD_CLOEXEC);
}

Result<std::string> read_token(const std::string& file) {
  if (file.empty()) return "";
  auto token = read_text_file(file, "the token file cannot be read");
  if (!token) return token;
  token->erase(token->find_last_not_of(" \t\r\n") + 1);
  if (token->empty() || token->find_first_of(" \t\r\n") != std::string::npos) {
    return fail({.kind = ErrorKind::usage,
                 .what = "the file does not hold one token",
                 .where = "--token-file " + file,
                 .cause = "",
                 .advice = "One line without blanks."});
  }
  return token;
}

Result<ExitCode> serve(const CollectorOptions& options) {
  if (options.out_dir.empty()) {
    return fail({.kind = ErrorKind::usage,
                 .what = "--out-dir is missing",
                 .where = "",
                 .cause = "",
                 .advice = "perfbench-collector --help tells more."});
  }
  auto token = read_token(options.token_file);
  if (!token) return fail(token.error());
  const std::filesystem::path out_dir = options.out_dir;
  std::error_code error;
  std::filesystem::create_directories(out_dir, error);
  if (error) {
    return fail({.kind = ErrorKind::plan,
                 .what = "the folder cannot be made",
                 .where = options.out_dir,
                 .cause = error.message(),
                 .advice = ""});
  }
  const auto listener = link::listen_on(options.address, options.port);
  if (!listener) return fail(listener.error());
  collector::StandaloneOptions alone{.listener = listener->socket,
                                     .token = std::move(*token),
                                     .plan = {},
                                     .payload_file = options.payloads ? out_dir / "otlp.jsonl" : "",
                                     .end_signals = take_end_signals()};
  alone.plan.max_series = options.max_series;
  const std::string host =
      options.address.find(':') == std::string::npos ? options.address : "[" + options.address + "]";
  (void)write_stdout("listening on http://" + host + ":" + std::to_string(listener->port) + "\n");
  const Telemetry telemetry = collector::serve_alone(alone);
  const auto written = write_file(out_dir / "telemetry.json", link::to_line(telemetry));
  if (!written) return fail(written.error());
  return ExitCode::pass;
}

int run_collector(const std::vector<std::string>& arguments) {
  CLI::App app("", "perfbench-collector");
  app.formatter(help_formatter());
  app.footer(kCollectorHelp);
  app.set_version_flag("--version", PERFBENCH_VERSION);
  CollectorOptions options;
  add_collector_options(app, options);
  if (const auto exit_code = parse(app, arguments)) return *exit_code;
  collector::set_process_limits();
  if (options.control >= 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    collector::serve_run(options.listener, options.control);
    return static_cast<int>(ExitCode::pass);
  }
  return finish(serve(options));
}

}  // namespace
}  // namespace perfbench

int main(int argc, char** argv) { return perfbench::run_program(argc, argv, perfbench::run_collector); }
