// Where a worker's telemetry goes: the collector's address for this worker alone.
#pragma once

#include <string>

namespace perfbench {

struct TelemetryAddress {
  std::string base_url;  // "http://127.0.0.1:PORT/PREFIX", the worker's own, no slash at its end; empty: no telemetry
  std::string token;     // unreserved characters of a URL (letters, digits, "-._~"), so that nothing has to escape it
};

// The header that tells the token, as OTEL_EXPORTER_OTLP_HEADERS has it: "x-perfbench-token=TOKEN".
inline std::string otlp_headers(const TelemetryAddress& address) { return "x-perfbench-token=" + address.token; }

}  // namespace perfbench
