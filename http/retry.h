// Attempts at a request until one is answered.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "http/http.h"
#include "model/error.h"

namespace perfbench {

// HTTP 429 and 5xx.
bool is_overload_or_fault(int status);

struct RetryPolicy {
  int retries = 4;                               // after the first attempt
  std::chrono::duration<double> first_delay{2};  // doubled with each; a server's Retry-After counts if it is longer
  bool (*may_pass)(int status) = is_overload_or_fault;  // another attempt may fare better
};

struct RetryHooks {
  std::function<void(std::chrono::duration<double>)> wait;
  std::function<void(const std::string& why, std::chrono::duration<double> delay)> will_retry;
  std::function<bool(std::chrono::duration<double>)> is_time_for{};  // a delay; none: for any
};

// Sends again after no answer, and after statuses that may pass; whatever else is answered is returned. Where only the
// answer was lost, the request tells whether it has arrived. Errors (harness): the last attempt had no answer.
Result<HttpResponse> send_with_retries(const HttpSend& send, const HttpRequest& request, const RetryPolicy& policy,
                                       const RetryHooks& hooks);

}  // namespace perfbench
