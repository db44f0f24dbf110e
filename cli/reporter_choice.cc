#include "reporter_choice.h"

#include <algorithm>
#include <cstdlib>

namespace perfbench {

bool ctest_collects() { return std::getenv("DASHBOARD_TEST_FROM_CTEST") != nullptr; }

bool wants(const RunOptions& options, std::string_view reporter) {
  if (options.reporters.empty()) return reporter != "plot" || ctest_collects();
  return std::ranges::find(options.reporters, reporter) != options.reporters.end();
}

bool wants_console(const RunOptions& options, const RunResult& result) {
  const bool silent = options.quiet && result.judgement.verdict == Verdict::pass;
  return wants(options, "console") && !silent;
}

bool wants_measurements(const RunOptions& options) { return ctest_collects() && wants(options, "ctest"); }

}  // namespace perfbench
