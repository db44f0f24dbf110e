// A backend that takes OpenTelemetry's protocol over HTTP.
#pragma once

#include <string>

#include "model/error.h"
#include "model/http_url.h"

namespace perfbench {

struct OtlpEndpoint {
  HttpServer server;
  std::string base_path;  // in front of /v1/metrics and /v1/traces: empty, or "/api/v1/otlp"

  std::string text() const;  // as it may be told and given again
};

// http://localhost:4318, with a path or without. Errors (usage): another scheme, no host, a name or password, which is
// not shown, a query, the address of a single signal.
Result<OtlpEndpoint> parse_otlp_endpoint(const std::string& text);

}  // namespace perfbench
