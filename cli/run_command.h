// `perfbench run`: plan -> launch -> probe -> summarise -> judge -> report, wired together.
#pragma once

#include "model/error.h"
#include "model/exit_code.h"
#include "run_options.h"

namespace perfbench {

Result<ExitCode> run_command(const RunOptions& options);

}  // namespace perfbench
