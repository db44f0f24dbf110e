// The variables by which any OpenTelemetry SDK in a worker, unmodified, reports to PerfBench's collector:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"
#include "model/trace_context.h"
#include "runner/telemetry_address.h"

namespace perfbench {

struct TelemetryRun {
  std::string id;
  std::string service_name;  // unless the environment or its resource attributes name the service
};

struct WorkerIdentity {
  int iteration = 0;  // 1-based; 0 while warming up
  int worker = 0;     // 1-based
  TraceContext trace;
};

// What the plan's user gave wins: it is neither replaced nor unset, also where it takes the telemetry elsewhere. Only
// the resource attributes and the lists of hosts that take no proxy are extended, wherever they come from.
class TelemetryEnvironment {
 public:
  // Changes `common`, the environment of all workers, with `given` over it already (inherited_environment()): sets what
  // is the same for all workers of a run, and takes out what would lead an SDK away, and what each worker gets of its
  // own.
  TelemetryEnvironment(const TelemetryRun& run, const std::vector<EnvironmentVariable>& given,
                       std::vector<std::string>& common);

  // Appends, as NAME=VALUE, what differs by worker.
  void add_to(std::vector<std::string>& environment, const TelemetryAddress& address,
              const WorkerIdentity& identity) const;

 private:
  bool sets_endpoint_;
  bool sets_headers_;
  bool sets_trace_parent_;
  bool sets_trace_state_;
  std::string resource_attributes_;  // up to the number of the iteration
};

// A value of OTEL_RESOURCE_ATTRIBUTES: what the W3C's Baggage allows in a value stays, but for '%' and '='.
std::string percent_encoded(std::string_view value);

}  // namespace perfbench
