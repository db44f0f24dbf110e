#include "otlp_export_command.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <thread>

#include "analysis/iteration_reader.h"
#include "http/http_client.h"
#include "message.h"
#include "model/duration.h"
#include "model/otlp_endpoint.h"
#include "model/point_in_time.h"
#include "option_checks.h"
#include "otlp_export/exporter.h"
#include "otlp_export/headers.h"
#include "otlp_export/metrics.h"
#include "otlp_export/spans.h"
#include "otlp_settings.h"
#include "saved_run_files.h"

namespace perfbench {

namespace {

using otlp_export::ExportedRun;
using otlp_export::Sending;
using otlp_export::Shipment;

// So few come whole. (std::random_device may ask the processor, which takes longer than all else for each.)
std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  while (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(count)) continue;
  return bytes;
}

Result<ExportedRun> exported_run(const SavedRunFile& saved) {
  ExportedRun exported{.run = saved.run, .iterations = {}, .ended = {}, .started = {}, .resource = {}};
  const auto ended = parse_iso_time(saved.run.result.generated_at);
  if (!ended) {
    return fail({.kind = ErrorKind::plan,
                 .what = "the result does not say when it was made",
                 .where = saved.file.string(),
                 .cause = "",
                 .advice = ""});
  }
  auto iterations = read_runs(saved.text, saved.file.string());
  if (!iterations) return fail(iterations.error());
  exported.iterations = std::move(*iterations);
  exported.ended = *ended;
  exported.started = parse_iso_time(saved.run.started_at);
  exported.resource = otlp_export::parse_resource_attributes(environment_variable("OTEL_RESOURCE_ATTRIBUTES"));
  return exported;
}

// What a backend has no use for is left out by the variables that are meant for that.
std::vector<Shipment> shipments_of(const ExportedRun& exported) {
  std::vector<Shipment> shipments;
  if (environment_variable("OTEL_METRICS_EXPORTER") != "none") {
    shipments.push_back({.signal = "metrics", .requests = otlp_export::metrics_requests(exported)});
  }
  if (environment_variable("OTEL_TRACES_EXPORTER") != "none") {
    shipments.push_back({.signal = "traces", .requests = otlp_export::span_requests(exported, random_bytes)});
  }
  return shipments;
}

class Export {
 public:
  Export(OtlpEndpoint endpoint, std::chrono::nanoseconds timeout)
      : endpoint_(std::move(endpoint)), deadline_(std::chrono::steady_clock::now() + timeout), timeout_(timeout) {}

  Result<void> prepare() {
    auto headers = otlp_export::parse_headers(environment_variable("OTEL_EXPORTER_OTLP_HEADERS"));
    if (!headers) return fail(headers.error());
    auto proxy = find_proxy(endpoint_.server, [](const char* name) { return environment_variable(name); });
    if (!proxy) return fail(proxy.error());
    // Longer than all may take, which ends it with a reason of its own.
    const auto patience = std::chrono::ceil<std::chrono::milliseconds>(timeout_ + std::chrono::seconds(1));
    const HttpSend client =
        make_http_client(endpoint_.server, {.token = "",
                                            .ca_file = environment_variable("OTEL_EXPORTER_OTLP_CERTIFICATE"),
                                            .ca_file_option = "OTEL_EXPORTER_OTLP_CERTIFICATE",
                                            .proxy = std::move(*proxy),
                                            .patience = patience});
    sending_ = {
        .send =
            [this, client](const HttpRequest& request) {
              HttpResult result = client(request);
              if (result) has_answered_ = true;
              return result;
            },
        .hooks = {.wait = [](auto delay) { std::this_thread::sleep_for(delay); },
                  .will_retry = [](const std::string&, auto) {},
                  .is_time_for = [this](auto delay) { return std::chrono::steady_clock::now() + delay < deadline_; }},
        .headers = std::move(*headers)};
    return {};
  }

  // Both signals are tried, unless nobody answers.
  Result<void> send(const ExportedRun& exported) {
    Result<void> outcome;
    for (const Shipment& shipment : shipments_of(exported)) {
      const auto note = otlp_export::ship(shipment, endpoint_, sending_);
      if (note) {
        if (!note->empty()) print_message("warning: " + endpoint_.server.origin() + ": " + *note);
        continue;
      }
      if (outcome) {
        outcome = fail(note.error());
      } else {
        print_message(to_string(note.error()));
      }
      if (!has_answered_) break;
    }
    return outcome;
  }

 private:
  OtlpEndpoint endpoint_;
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::nanoseconds timeout_;
  Sending sending_;
  bool has_answered_ = false;
};

Result<ExitCode> export_all(const OtlpExportOptions& options, const OtlpEndpoint& endpoint,
                            std::chrono::nanoseconds timeout) try {
  const auto saved_runs = read_saved_runs(options.results);
  if (!saved_runs) return fail(saved_runs.error());
  std::vector<ExportedRun> runs;
  for (const SavedRunFile& saved : *saved_runs) {
    auto exported = exported_run(saved);
    if (!exported) return fail(exported.error());
    runs.push_back(std::move(*exported));
  }
  Export out(endpoint, timeout);
  if (auto prepared = out.prepare(); !prepared) return fail(prepared.error());
  for (const ExportedRun& run : runs) {
    if (auto sent = out.send(run); !sent) return fail(sent.error());
  }
  return ExitCode::pass;
} catch (const std::exception& fault) {
  return fail({.kind = ErrorKind::harness, .what = "internal error", .where = "", .cause = fault.what(), .advice = ""});
}

}  // namespace

void add_otlp_export_options(CLI::App& command, OtlpExportOptions& options) {
  constexpr double kShortestSec = 0.01;
  constexpr double kLongestSec = 3600;
  command
      .add_option("--timeout-sec", options.timeout_sec,
                  "for all of it, with retries (10, or\nOTEL_EXPORTER_OTLP_TIMEOUT, in milliseconds)")
      ->type_name("SEC")
      ->check(in_range(kShortestSec, kLongestSec));
  command.add_option("ENDPOINT", options.endpoint, "base address, as http://localhost:4318")->type_name("")->required();
  command.add_option("RESULT", options.results, "summary.json files, or folders of runs")->type_name("")->required();
}

// What hangs, be it the look-up of a name or a server that answers a byte a second, is left hanging: the process ends.
Result<ExitCode> otlp_export_command(const OtlpExportOptions& options) {
  const auto endpoint = parse_otlp_endpoint(options.endpoint);
  if (!endpoint) return fail(endpoint.error());
  const std::chrono::nanoseconds timeout =
      options.timeout_sec > 0 ? from_seconds(options.timeout_sec) : std::chrono::nanoseconds(otlp_timeout());
  std::packaged_task<Result<ExitCode>()> task([=, &options] { return export_all(options, *endpoint, timeout); });
  auto outcome = task.get_future();
  std::thread sending(std::move(task));
  if (outcome.wait_for(timeout) == std::future_status::ready) {
    sending.join();
    return outcome.get();
  }
  const Error late{.kind = ErrorKind::harness,
                   .what = fmt::format("the backend did not take all within {:.3g} s", to_seconds(timeout)),
                   .where = endpoint->text(),
                   .cause = "",
                   .advice = "A longer time is given by OTEL_EXPORTER_OTLP_TIMEOUT, in milliseconds."};
  print_message(to_string(late));
  std::_Exit(static_cast<int>(exit_code_for(late.kind)));
}

}  // namespace perfbench
