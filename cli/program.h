// What PerfBench's programs share at their beginning and end.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/exit_code.h"

namespace perfbench {

// The whole of a program's main(): `run` gets the arguments without the program's name and returns the exit code.
int run_program(int argc, char** argv, int (*run)(const std::vector<std::string>& arguments));

// Nothing where the program is to go on; else its exit code: help or the version was asked for and is told, or what
// cannot be understood is explained, to `hear_error` first.
std::optional<int> parse(CLI::App& app, const std::vector<std::string>& arguments,
                         const std::function<void(const Error&)>& hear_error = {});

// Prints the error, if it is one; returns the exit code.
int finish(const Result<ExitCode>& result);

std::shared_ptr<CLI::FormatterBase> help_formatter();

}  // namespace perfbench
