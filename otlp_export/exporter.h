// Sends a run to a backend.
#pragma once

#include <string>
#include <vector>

#include "http/http.h"
#include "http/retry.h"
#include "model/error.h"
#include "model/otlp_endpoint.h"

namespace perfbench::otlp_export {

// A signal of OTLP with its requests.
struct Shipment {
  std::string signal;  // "metrics" or "traces", as in the path
  std::vector<std::string> requests;
};

struct Sending {
  HttpSend send;
  RetryHooks hooks;
  HttpHeaders headers;  // besides OTLP's own
};

// What the backend has left out of the shipment, for people; empty: nothing. Sends again what may fare better, for as
// long as the hooks have time. Errors (harness): not all was taken, with the share that was.
Result<std::string> ship(const Shipment& shipment, const OtlpEndpoint& endpoint, const Sending& sending);

}  // namespace perfbench::otlp_export
