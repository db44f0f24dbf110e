#include "runner/telemetry_environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "runner/worker_environment.h"

namespace perfbench {

namespace {

constexpr const char* kEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
constexpr const char* kHeaders = "OTEL_EXPORTER_OTLP_HEADERS";
constexpr const char* kResourceAttributes = "OTEL_RESOURCE_ATTRIBUTES";
constexpr const char* kServiceName = "OTEL_SERVICE_NAME";
constexpr const char* kTraceParent = "TRACEPARENT";
constexpr const char* kTraceState = "TRACESTATE";

// Workers are short, so exporters must not wait for their usual 5 to 60 seconds. No interval is below its timeout: the
// JavaScript SDK refuses that.
constexpr std::array kConstants = std::to_array<std::pair<const char*, const char*>>({
    {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"},
    {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
    {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"},
    {"OTEL_TRACES_EXPORTER", "otlp"},
    {"OTEL_METRICS_EXPORTER", "otlp"},
    {"OTEL_LOGS_EXPORTER", "none"},
    {"OTEL_METRIC_EXPORT_INTERVAL", "5000"},
    {"OTEL_METRIC_EXPORT_TIMEOUT", "5000"},
    {"OTEL_BSP_SCHEDULE_DELAY", "1000"},
    {"OTEL_TRACES_SAMPLER", "always_on"},
});

constexpr std::array kUnset = {
    "OTEL_CONFIG_FILE",        "OTEL_EXPERIMENTAL_CONFIG_FILE",    "OTEL_SDK_DISABLED",
    "OTEL_TRACES_SAMPLER_ARG", "OTEL_EXPORTER_OTLP_SPAN_INSECURE", "OTEL_EXPORTER_OTLP_METRIC_INSECURE"};
// Of one signal these win over what is said of all.
constexpr std::array kSetForAllSignals = {"ENDPOINT", "PROTOCOL", "HEADERS", "COMPRESSION"};
constexpr std::array kMeantForAnotherServer = {"CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY", "INSECURE",
                                               "TIMEOUT"};

std::vector<std::string> names_to_unset() {
  std::vector<std::string> names(kUnset.begin(), kUnset.end());
  for (const std::string_view signal : {"", "METRICS_", "TRACES_", "LOGS_"}) {
    const auto add = [&](const char* setting) {
      names.push_back(fmt::format("OTEL_EXPORTER_OTLP_{}{}", signal, setting));
    };
    std::ranges::for_each(kMeantForAnotherServer, add);
    if (!signal.empty()) std::ranges::for_each(kSetForAllSignals, add);
  }
  return names;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> members_of(std::string_view list) {
  std::vector<std::string_view> members;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const auto member = trimmed(list.substr(0, comma)); !member.empty()) members.push_back(member);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return members;
}

std::string_view key_of(std::string_view member) { return trimmed(member.substr(0, member.find('='))); }

bool names_the_service(std::string_view attributes) {
  return std::ranges::any_of(members_of(attributes), [](auto member) { return key_of(member) == "service.name"; });
}

// Without empty members, for which an SDK may refuse the whole list, and those of a PerfBench that runs this one.
std::string attributes_of_others(std::string_view attributes) {
  std::string kept;
  for (const std::string_view member : members_of(attributes)) {
    const std::string_view key = key_of(member);
    const bool is_ours = key == "perfbench.run" || key == "perfbench.iteration" || key == "perfbench.worker";
    if (!is_ours) kept.append(member).append(",");
  }
  return kept;
}

std::string without_proxy_to_loopback(const std::string& hosts) {
  if (trimmed(hosts) == "*") return hosts;  // it is a wildcard only while it is alone
  const std::vector<std::string_view> members = members_of(hosts);
  std::string added;
  for (const char* loopback : {"127.0.0.1", "localhost", "::1"}) {
    if (std::ranges::find(members, loopback) == members.end()) added.append(",").append(loopback);
  }
  return members.empty() ? added.substr(1) : hosts + added;
}

// Some programs read one of them, some the other; empty is as good as not set.
void extend_proxy_exceptions(std::vector<std::string>& environment) {
  const std::string upper = variable(environment, "NO_PROXY");
  const std::string lower = variable(environment, "no_proxy");
  set_variable(environment, "NO_PROXY", without_proxy_to_loopback(upper.empty() ? lower : upper));
  set_variable(environment, "no_proxy", without_proxy_to_loopback(lower.empty() ? upper : lower));
}

}  // namespace

TelemetryEnvironment::TelemetryEnvironment(const TelemetryRun& run, const std::vector<EnvironmentVariable>& given,
                                           std::vector<std::string>& common) {
  const auto is_given = [&given](std::string_view name) {
    return std::ranges::find(given, name, &EnvironmentVariable::name) != given.end();
  };
  const auto take_out = [&](const std::string& name) {
    if (is_given(name)) return false;
    remove_variable(common, name);
    return true;
  };
  sets_endpoint_ = take_out(kEndpoint);
  sets_headers_ = take_out(kHeaders);
  sets_trace_parent_ = take_out(kTraceParent);
  sets_trace_state_ = take_out(kTraceState);
  for (const std::string& name : names_to_unset()) take_out(name);
  for (const auto& [name, value] : kConstants) {
    if (!is_given(name)) set_variable(common, name, value);
  }
  const std::string attributes = variable(common, kResourceAttributes);
  remove_variable(common, kResourceAttributes);
  resource_attributes_ = fmt::format("{}={}perfbench.run={},perfbench.iteration=", kResourceAttributes,
                                     attributes_of_others(attributes), percent_encoded(run.id));
  if (!is_given(kServiceName) && variable(common, kServiceName).empty() && !names_the_service(attributes)) {
    set_variable(common, kServiceName, run.service_name);
  }
  extend_proxy_exceptions(common);
}

void TelemetryEnvironment::add_to(std::vector<std::string>& environment, const TelemetryAddress& address,
                                  const WorkerIdentity& identity) const {
  if (sets_endpoint_) environment.push_back(fmt::format("{}={}", kEndpoint, address.base_url));
  if (sets_headers_) environment.push_back(fmt::format("{}={}", kHeaders, otlp_headers(address)));
  environment.push_back(
      fmt::format("{}{},perfbench.worker={}", resource_attributes_, identity.iteration, identity.worker));
  if (sets_trace_parent_) {
    environment.push_back(fmt::format("{}=00-{}-{}-01", kTraceParent, identity.trace.trace_id, identity.trace.span_id));
  }
  if (sets_trace_state_) {
    environment.push_back(
        fmt::format("{}=perfbench=iteration:{};worker:{}", kTraceState, identity.iteration, identity.worker));
  }
}

std::string percent_encoded(std::string_view value) {
  constexpr std::string_view kEncoded = "\",;\\%=";
  std::string encoded;
  for (const char c : value) {
    if (c > ' ' && c < '\x7F' && kEncoded.find(c) == std::string_view::npos) {
      encoded += c;
    } else {
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace perfbench
