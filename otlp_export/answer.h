// What a backend answers to a request of OTLP over HTTP.
#pragma once

#include <string>

#include "http/http.h"
#include "model/error.h"

namespace perfbench::otlp_export {

// Of OTLP's specification: 429, 502, 503 and 504.
bool may_pass(int status);

// What the backend has left out of what it took, for people; empty: nothing. Errors (harness): it took nothing, with
// its own words.
Result<std::string> read_answer(const HttpResponse& response);

}  // namespace perfbench::otlp_export
