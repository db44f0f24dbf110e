// The telemetry of a run on its way from the sidecar to the runner, as one line of JSON.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/telemetry.h"

namespace perfbench::link {

// Ends in a newline.
std::string to_line(const Telemetry& telemetry);
// Errors (harness): the text is no such report.
Result<Telemetry> read_report(std::string_view line);

}  // namespace perfbench::link
