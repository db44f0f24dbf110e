// JUnit XML: one suite a perf test, one case a check, measurements as properties of the suite.
#pragma once

#include <chrono>
#include <string>

#include "model/plan.h"
#include "model/run_result.h"

namespace perfbench {

std::string render_junit(const RunResult& result);
// Written before the first iteration, so that a killed run leaves an error and never an earlier run's green.
std::string render_junit_unfinished(const Plan& plan, std::chrono::system_clock::time_point started);
// For a run that ended in an Error instead of a result.
std::string render_junit_error(const Plan& plan, std::chrono::system_clock::time_point started, const Error& error);

}  // namespace perfbench
