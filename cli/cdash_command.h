// `perfbench cdash trend` and `perfbench cdash check`: the history of a measurement, read back from a dashboard.
#pragma once

#include <string>

#include "analysis/trend_check.h"
#include "model/error.h"
#include "model/exit_code.h"
#include "server_options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct CdashOptions {
  std::string test;
  std::string metric;
  ServerOptions server;
  int days = 90;
};

struct TrendOptions : CdashOptions {
  std::string format = "table";
  std::string out_file;
  int last = 0;  // all
};

struct TrendCheckOptions : CdashOptions {
  TrendRule rule;
  std::string better;  // higher, lower; empty: by the metric's name
};

void add_trend_options(CLI::App& command, TrendOptions& options);
void add_trend_check_options(CLI::App& command, TrendCheckOptions& options);

Result<ExitCode> trend_command(const TrendOptions& options);
Result<ExitCode> trend_check_command(const TrendCheckOptions& options);

}  // namespace perfbench
