// `perfbench otlp-export`: saved results to a backend of OpenTelemetry.
#pragma once

#include <string>
#include <vector>

#include "model/error.h"
#include "model/exit_code.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct OtlpExportOptions {
  std::string endpoint;
  std::vector<std::string> results;
  double timeout_sec = 0;
};

void add_otlp_export_options(CLI::App& command, OtlpExportOptions& options);

// Has ended after the timeout, whatever the backend does. Errors: usage and plan before anything is sent, harness when
// not all was taken; of the first that went wrong, the others are told on stderr.
Result<ExitCode> otlp_export_command(const OtlpExportOptions& options);

}  // namespace perfbench
