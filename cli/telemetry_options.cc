#include "telemetry_options.h"

#include <regex>

#include "model/otlp_endpoint.h"
#include "option_checks.h"

namespace perfbench {

namespace {

constexpr int kLongestFlushWaitMs = 60'000;
constexpr std::size_t kMostSeries = 100'000;

Error bad_signal(const std::string& text, std::string cause) {
  return {.kind = ErrorKind::usage,
          .what = "not a group of metrics",
          .where = "--signal '" + text + "'",
          .cause = std::move(cause),
          .advice = "Write NAME=REGEX, as in --signal 'db=^db[.].*duration'."};
}

Result<SignalGroup> parse_signal(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return fail(bad_signal(text, "it is not NAME=REGEX"));
  SignalGroup group{.name = text.substr(0, equals), .pattern = text.substr(equals + 1)};
  if (group.pattern.empty()) return fail(bad_signal(text, "the expression is empty, which every name would match"));
  try {
    const std::regex compiled(group.pattern, std::regex::ECMAScript | std::regex::icase);
  } catch (const std::regex_error& error) {
    return fail(bad_signal(text, error.what()));
  }
  return group;
}

}  // namespace

void add_telemetry_options(CLI::App& command, TelemetryOptions& options) {
  constexpr const char* kGroup = "Telemetry";
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false)->group(kGroup);
  };
  command
      .add_flag("--otel,!--no-otel", options.enabled,
                "receive what OpenTelemetry SDKs in the worker\nsend: metrics and spans (on); they find the way by\n"
                "the variables OTEL_* and TRACEPARENT")
      ->group(kGroup);
  add("--signal", options.signals, "NAME=REGEX",
      "count the points of metrics whose names match,\nas otel_signals[\"NAME\"]; may be repeated; turn,\n"
      "action and stream are there, and can be replaced");
  add("--phase-attribute", options.phase_attributes, "KEY",
      "spans that differ in this attribute are phases\nof their own, as \"GET [route=/users]\"; may be\nrepeated");
  add("--otel-flush-wait-ms", options.flush_wait_ms, "MS", "wait at the end for exporters that still send (50)")
      ->check(in_range(0, kLongestFlushWaitMs));
  add("--otel-max-series", options.max_series, "N", "series of metrics that are told apart (2000)")
      ->check(in_range(std::size_t{1}, kMostSeries));
  add("--metrics-jsonl", options.metrics_jsonl, "WHERE",
      "stdout, stderr or a file in the home: the worker's\nlines of JSON there, as {\"calls_per_sec\":19535},\n"
      "become worker_metrics[\"calls_per_sec\"]; it finds\nthe file by PERFBENCH_METRICS_FILE");
  command.add_flag("--otlp-jsonl", options.payloads, "keep what was received as it came, in otlp.jsonl")->group(kGroup);
  add("--otlp-export", options.otlp_export, "ENDPOINT",
      "send the results to a backend of OpenTelemetry when\nthey are written: http://localhost:4318; headers by\n"
      "OTEL_EXPORTER_OTLP_HEADERS; an empty one is none");
}

Result<TelemetryPlan> make_telemetry_plan(const TelemetryOptions& options) {
  TelemetryPlan plan;
  plan.enabled = options.enabled;
  if (options.flush_wait_ms) plan.flush_wait = std::chrono::milliseconds(*options.flush_wait_ms);
  plan.max_series = options.max_series.value_or(plan.max_series);
  plan.phase_attributes = options.phase_attributes;
  plan.keep_payloads = options.payloads;
  for (const std::string& text : options.signals) {
    auto group = parse_signal(text);
    if (!group) return fail(group.error());
    plan.signals.push_back(std::move(*group));
  }
  if (options.otlp_export.empty()) return plan;
  if (auto endpoint = parse_otlp_endpoint(options.otlp_export); !endpoint) {
    endpoint.error().where = "--otlp-export " + endpoint.error().where;
    return fail(endpoint.error());
  }
  return plan;
}

}  // namespace perfbench
