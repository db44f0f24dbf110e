// What authenticates the sender to a backend.
#pragma once

#include <string>

#include "http/http.h"
#include "model/error.h"

namespace perfbench::otlp_export {

// The value of OTEL_EXPORTER_OTLP_HEADERS: name=value,name=value, percent-encoded. Errors (usage): what is no header,
// by its place in the list; no value is shown.
Result<HttpHeaders> parse_headers(const std::string& text);

}  // namespace perfbench::otlp_export
