// `perfbench show`: saved results as tables.
#pragma once

#include <string>
#include <vector>

#include "model/error.h"
#include "model/exit_code.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct ShowOptions {
  std::vector<std::string> files;
};

void add_show_options(CLI::App& command, ShowOptions& options);

Result<ExitCode> show_command(const ShowOptions& options);

}  // namespace perfbench
