// The steps of a run as spans.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "otlp_export/exported_run.h"

namespace perfbench::otlp_export {

// So many random bytes.
using RandomId = std::function<std::string(std::size_t bytes)>;

// Requests of OTLP, each of a bounded number of workers. The run is a span of a trace of its own. Each worker whose
// start is known is one, in the trace and under the id that its TRACEPARENT told it, so that what it sent of itself
// stands below; it links to the run's.
std::vector<std::string> span_requests(const ExportedRun& exported, const RandomId& random_id);

}  // namespace perfbench::otlp_export
