// Requests and answers of HTTP, and the seam behind which they travel.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace perfbench {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // GET, PUT, POST
  std::string target;  // path and query
  std::string body;
  std::string content_type;
  // Asked when all was sent and no answer came: whether the server has it, so that it must not be sent again.
  std::function<bool()> has_arrived{};
  HttpHeaders headers{};  // besides that of its type
};

struct HttpResponse {
  int status = 0;
  std::string body{};
  std::string location{};                   // of a redirection
  std::optional<double> retry_after_sec{};  // where the server said so in seconds
  bool only_arrived = false;                // no answer came, but the server has what was sent; status is 0
};

// No answer came.
struct HttpFailure {
  std::string what;
  std::string advice;
  bool may_pass = false;    // another attempt may fare better
  bool sent_whole = false;  // the server may have all of the request
};

using HttpResult = tl::expected<HttpResponse, HttpFailure>;

// One attempt.
using HttpSend = std::function<HttpResult(const HttpRequest&)>;

}  // namespace perfbench
