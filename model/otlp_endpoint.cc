#include "model/otlp_endpoint.h"

#include <utility>

namespace perfbench {

namespace {

// Without what may be a secret.
std::string shown(const std::string& text) {
  const std::size_t query = text.find('?');
  return without_user(text.substr(0, query)) + (query == std::string::npos ? "" : "?...");
}

Error unusable_endpoint(const std::string& text, std::string cause, std::string advice = {}) {
  if (advice.empty()) advice = "Write it as http://localhost:4318 or https://otlp.example.org/base.";
  return {.kind = ErrorKind::usage,
          .what = "this is no address of an OTLP backend",
          .where = "'" + shown(text) + "'",
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

}  // namespace

std::string OtlpEndpoint::text() const { return server.origin() + base_path; }

Result<OtlpEndpoint> parse_otlp_endpoint(const std::string& text) {
  if (!is_of_http(text)) return fail(unusable_endpoint(text, "it begins with neither http:// nor https://"));
  const auto url = parse_http_url(text);
  if (!url) return fail(unusable_endpoint(text, "its host or port cannot be read"));
  if (!url->user.empty()) {
    return fail(unusable_endpoint(text, "it holds a name or password",
                                  "Put what authenticates you into the variable OTEL_EXPORTER_OTLP_HEADERS, as "
                                  "Authorization=Basic%20..."));
  }
  if (text.find_first_of("?#") != std::string::npos) return fail(unusable_endpoint(text, "it holds a query"));
  OtlpEndpoint endpoint{.server = server_of(*url), .base_path = url->path};
  while (endpoint.base_path.ends_with('/')) endpoint.base_path.pop_back();
  for (const char* signal : {"/v1/metrics", "/v1/traces", "/v1/logs"}) {
    if (!endpoint.base_path.ends_with(signal)) continue;
    return fail(unusable_endpoint(text, "it is that of one signal", "Leave out " + std::string(signal) + "."));
  }
  return endpoint;
}

}  // namespace perfbench
