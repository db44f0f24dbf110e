#include "cdash/retry.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfbench {

namespace {

using Delay = std::chrono::duration<double>;

constexpr Delay kLongestDelay{120};
constexpr int kTooManyRequests = 429;
constexpr int kFirstServerError = 500;

bool is_worth_another(const HttpResult& result) {
  if (!result) return result.error().may_pass;
  return result->status == kTooManyRequests || result->status >= kFirstServerError;
}

}  // namespace

Result<HttpResponse> send_with_retries(const HttpSend& send, const HttpRequest& request, const RetryPolicy& policy,
                                       const RetryHooks& hooks) {
  Delay delay = policy.first_delay;
  for (int attempt = 0;; ++attempt, delay *= 2) {
    HttpResult result = send(request);
    if (!result && result.error().sent_whole && request.has_arrived && request.has_arrived()) {
      return HttpResponse{.status = 0, .body = "", .location = "", .only_arrived = true};
    }
    if (attempt == policy.retries || !is_worth_another(result)) {
      if (result) return std::move(*result);
      return fail({.kind = ErrorKind::harness,
                   .what = result.error().what,
                   .where = "",
                   .cause = attempt == 0 ? "" : fmt::format("after {} attempts", attempt + 1),
                   .advice = result.error().advice});
    }
    Delay wait = delay;
    if (result && result->retry_after_sec) wait = std::max(wait, Delay(*result->retry_after_sec));
    wait = std::min(wait, kLongestDelay);
    hooks.will_retry(result ? fmt::format("HTTP {}", result->status) : result.error().what, wait);
    hooks.wait(wait);
  }
}

}  // namespace perfbench
