// Where PerfBench's own parts are, found from the running program: the build tree has the layout of an installation.
#pragma once

#include <filesystem>

#include "model/error.h"

namespace perfbench {

struct Installation {
  std::filesystem::path launcher;     // <prefix>/libexec/perfbench/perfbench-launcher
  std::filesystem::path collector;    // <prefix>/bin/perfbench-collector
  std::filesystem::path cdash;        // <prefix>/libexec/perfbench/perfbench-cdash
  std::filesystem::path otlp_export;  // <prefix>/libexec/perfbench/perfbench-otlp-export
  std::filesystem::path profiles;     // <prefix>/share/perfbench/profiles
};

// Errors (harness): the program's own path cannot be read.
Result<Installation> find_installation();

}  // namespace perfbench
