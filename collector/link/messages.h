// What the runner tells its sidecar, one JSON value a line on a socket that both hold: when it closes, so does the
// sidecar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/error.h"
#include "model/plan.h"

namespace perfbench::link {

struct Setup {
  TelemetryPlan plan;
  std::string payload_file;  // where raw payloads are kept; empty: nowhere
};

// A worker that may send from now on: to the path /<prefix>/v1/..., with its token.
struct Expect {
  int batch = 0;
  int worker = 0;
  bool measured = true;  // what is sent while warming up is taken and forgotten
  std::string prefix;
  std::string token;
  // Of its TRACEPARENT, hexadecimal: the span of the worker itself.
  std::string trace_id;
  std::string span_id;
};

// When a worker ran, in nanoseconds since 1970.
struct KeptWorker {
  int worker = 0;
  std::int64_t start_ns = 0;    // before its spawn
  std::int64_t spawned_ns = 0;  // after it
  std::int64_t end_ns = 0;      // its reap
  std::int64_t drained_ns = 0;  // its output is taken
};

// The batch has become an iteration: what its workers sent and send counts.
struct Keep {
  int batch = 0;
  std::vector<KeptWorker> workers;
};

// No worker runs any more: report once all that was sent is dealt with, at the latest after so long.
struct Finish {
  int wait_ms = 0;
};

using Message = std::variant<Setup, Expect, Keep, Finish>;

// Ends in a newline.
std::string to_line(const Message& message);
// Errors (harness): the line is none of these.
Result<Message> read_message(std::string_view line);

}  // namespace perfbench::link
