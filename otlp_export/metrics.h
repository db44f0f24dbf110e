// The figures of a run as metrics.
#pragma once

#include <string>
#include <vector>

#include "otlp_export/exported_run.h"

namespace perfbench::otlp_export {

// Requests of OTLP, each of a bounded number of points. Gauges at the end of the run: perfbench.<figure> of the
// summary's figures, perfbench.verdict and perfbench.check. What was not measured is not there.
std::vector<std::string> metrics_requests(const ExportedRun& exported);

}  // namespace perfbench::otlp_export
