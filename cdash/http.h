// Requests and answers of HTTP, and the seam behind which they travel.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace perfbench {

struct HttpRequest {
  std::string method;  // GET, PUT, POST
  std::string target;  // path and query
  std::string body;
  std::string content_type;
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::string location;                     // of a redirection
  std::optional<double> retry_after_sec{};  // where the server said so in seconds
};

// No answer came.
struct HttpFailure {
  std::string what;
  std::string advice;
  bool may_pass = false;  // another attempt may fare better
};

using HttpResult = tl::expected<HttpResponse, HttpFailure>;

// One attempt.
using HttpSend = std::function<HttpResult(const HttpRequest&)>;

}  // namespace perfbench
