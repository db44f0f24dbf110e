// Attempts at a request until one is answered.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cdash/http.h"
#include "model/error.h"

namespace perfbench {

struct RetryPolicy {
  int retries = 4;                               // after the first attempt
  std::chrono::duration<double> first_delay{2};  // doubled with each; a server's Retry-After counts if it is longer
};

struct RetryHooks {
  std::function<void(std::chrono::duration<double>)> wait;
  std::function<void(const std::string& why, std::chrono::duration<double> delay)> will_retry;
};

// Sends again after no answer, 429 and 5xx; whatever else is answered is returned. Where only the answer was lost, the
// request tells whether it has arrived. Errors (harness): the last attempt had no answer.
Result<HttpResponse> send_with_retries(const HttpSend& send, const HttpRequest& request, const RetryPolicy& policy,
                                       const RetryHooks& hooks);

}  // namespace perfbench
