// From a run's record to what people and programs read of it.
#pragma once

#include <filesystem>

#include "model/error.h"
#include "model/run_result.h"
#include "run_options.h"

namespace perfbench {

// In a run's folder, where its hotspots were captured.
inline constexpr const char* kFoldedStacksFile = "hotspots.folded";

// Summarises and judges. `run_dir` is empty where the run never had a folder.
RunResult conclude(const Plan& plan, std::filesystem::path run_dir, RunRecord record, Environment environment);

// The files of the run's folder that are wanted, the link to it, and the JUnit file. Every report is tried; those that
// are written are noted in the result, and the first failure is returned.
Result<void> write_reports(const RunOptions& options, RunResult& result);

// On stdout, for people and for CTest.
Result<void> print_result(const RunOptions& options, const RunResult& result);

}  // namespace perfbench
