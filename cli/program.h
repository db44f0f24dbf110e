// What PerfBench's programs share at their beginning and end.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "model/error.h"
#include "model/exit_code.h"

namespace perfbench {

// A reader that goes away must not cost the result, and what is opened must not land on a closed standard descriptor.
void prepare_process();

// Prints the error, if it is one; returns the exit code.
int finish(const Result<ExitCode>& result);

std::shared_ptr<CLI::FormatterBase> help_formatter();

}  // namespace perfbench
