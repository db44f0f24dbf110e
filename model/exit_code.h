// The one table of exit codes. Documented in README.md; CTest sees pass and fail.
#pragma once

#include "model/error.h"
#include "model/verdict.h"

namespace perfbench {

enum class ExitCode : int {
  pass = 0,
  fail = 1,           // an SLA is broken, or the deadline came
  usage = 2,          // usage or plan error: nothing was run
  harness = 3,        // harness fault: nothing measured, the run broken off, or a report not written
  interrupted = 130,  // SIGINT
  terminated = 143,   // SIGTERM or SIGHUP
};

ExitCode exit_code_for(ErrorKind kind);
// An inconclusive verdict is a pass for CTest: a test skipped through its exit code would lose its measurements.
ExitCode exit_code_for(Verdict verdict);

}  // namespace perfbench
