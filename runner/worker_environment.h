// The environment of a worker: PerfBench's own, the plan's variables over it, and what tells the worker who it is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/plan.h"

namespace perfbench {

// NAME=VALUE, one a line, the value taken literally to the end of the line; blank lines and lines that begin with # are
// passed over. Errors (plan): unreadable, or a line without a name, with its number.
Result<std::vector<EnvironmentVariable>> read_env_file(const std::filesystem::path& path);

// NAME=VALUE as on the command line. Errors (plan): no '=' or no name.
Result<EnvironmentVariable> parse_environment_variable(const std::string& text);

// This process's environment with `added` in their order over it, as NAME=VALUE.
std::vector<std::string> inherited_environment(const std::vector<EnvironmentVariable>& added);

// Sets NAME to VALUE in such a list, or takes it out.
void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value);
void remove_variable(std::vector<std::string>& environment, const std::string& name);

// The value of NAME; empty when there is none.
std::string variable(const std::vector<std::string>& environment, const std::string& name);

}  // namespace perfbench
