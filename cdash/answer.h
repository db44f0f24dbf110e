// What a CDash server says to a document.
#pragma once

#include <string>

#include "cdash/http.h"
#include "model/error.h"

namespace perfbench {

// The build's id, of an answer that is good: HTTP 200, status OK, an id. Errors (harness): with the server's own words
// and what to do; `document` names what was sent.
Result<std::string> build_id_of(const HttpResponse& response, const std::string& document);

// The error that an answer to a question stands for: a status other than 200. `project` is what was asked for.
Error refusal_of(const HttpResponse& response, const std::string& what);

}  // namespace perfbench
