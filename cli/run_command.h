// `perfbench run`: plan -> launch -> probe -> summarise -> judge -> report, wired together.
#pragma once

#include "model/error.h"
#include "model/exit_code.h"
#include "run_options.h"

namespace perfbench {

Result<ExitCode> run_command(const RunOptions& options);

// The JUnit file, if there is to be one, of a run that gave no result; run_command() has done so for its own errors.
void report_failed_run(const std::string& junit_file, const std::string& name, const Error& error);

}  // namespace perfbench
