// What a CDash server says to a document.
#pragma once

#include <string>

#include "http/http.h"
#include "model/error.h"

namespace perfbench {

// The build's id, of an answer that is good: HTTP 200, status OK, an id. Errors (harness): with the server's own words
// and what to do; `document` names what was sent.
Result<std::string> build_id_of(const HttpResponse& response, const std::string& document);

// The error (harness) that an answer other than a good one to a question stands for, with the server's own words and
// what to do. `what` failed.
Error refusal_to_tell(const HttpResponse& response, const std::string& what);

}  // namespace perfbench
