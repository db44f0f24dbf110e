#include "http/retry.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfbench {

namespace {

using Delay = std::chrono::duration<double>;

constexpr Delay kLongestDelay{120};
constexpr int kTooManyRequests = 429;
constexpr int kFirstServerError = 500;

bool is_worth_another(const HttpResult& result, const RetryPolicy& policy) {
  return result ? policy.may_pass(result->status) : result.error().may_pass;
}

Delay delay_before_next(const HttpResult& result, Delay delay) {
  if (result && result->retry_after_sec) delay = std::max(delay, Delay(*result->retry_after_sec));
  return std::min(delay, kLongestDelay);
}

}  // namespace

bool is_overload_or_fault(int status) { return status == kTooManyRequests || status >= kFirstServerError; }

Result<HttpResponse> send_with_retries(const HttpSend& send, const HttpRequest& request, const RetryPolicy& policy,
                                       const RetryHooks& hooks) {
  Delay delay = policy.first_delay;
  for (int attempt = 0;; ++attempt, delay *= 2) {
    HttpResult result = send(request);
    if (!result && result.error().sent_whole && request.has_arrived && request.has_arrived()) {
      return HttpResponse{.status = 0, .body = "", .location = "", .only_arrived = true};
    }
    const Delay wait = delay_before_next(result, delay);
    const bool is_last = attempt == policy.retries || (hooks.is_time_for && !hooks.is_time_for(wait));
    if (is_last || !is_worth_another(result, policy)) {
      if (result) return std::move(*result);
      return fail({.kind = ErrorKind::harness,
                   .what = result.error().what,
                   .where = "",
                   .cause = attempt == 0 ? "" : fmt::format("after {} attempts", attempt + 1),
                   .advice = result.error().advice});
    }
    hooks.will_retry(result ? fmt::format("HTTP {}", result->status) : result.error().what, wait);
    hooks.wait(wait);
  }
}

}  // namespace perfbench
