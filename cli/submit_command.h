// `perfbench submit`: saved results to a CDash dashboard.
#pragma once

#include <string>
#include <vector>

#include "model/error.h"
#include "model/exit_code.h"
#include "server_options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct SubmitOptions {
  std::vector<std::string> results;
  ServerOptions server;
  std::string group = "Experimental";
  std::vector<std::string> measurements;
  std::string xml_dir;
  double verify_sec = 0;  // 0: not
  bool dry_run = false;
};

void add_submit_options(CLI::App& command, SubmitOptions& options);

Result<ExitCode> submit_command(const SubmitOptions& options);

}  // namespace perfbench
