#include "runner/worker_environment.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace perfbench {

namespace {

Error environment_error(std::string what, std::string where, std::string advice = {}) {
  return {.kind = ErrorKind::plan,
          .what = std::move(what),
          .where = std::move(where),
          .cause = "",
          .advice = std::move(advice)};
}

bool is_named(const std::string& entry, const std::string& name) {
  return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
}

}  // namespace

Result<EnvironmentVariable> parse_environment_variable(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    // The text is not shown: it may be a secret without its name.
    return fail(environment_error("an environment variable is written NAME=VALUE", ""));
  }
  return EnvironmentVariable{.name = text.substr(0, equals), .value = text.substr(equals + 1)};
}

Result<std::vector<EnvironmentVariable>> read_env_file(const std::filesystem::path& path) {
  std::error_code unreadable;
  const bool is_directory = std::filesystem::is_directory(path, unreadable);
  std::ifstream stream(path);
  if (!stream || is_directory) {
    Error error = environment_error("the environment file cannot be read", path.string());
    error.cause = is_directory ? "it is a directory" : std::strerror(errno);
    return fail(error);
  }
  std::vector<EnvironmentVariable> variables;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('#')) continue;
    auto variable = parse_environment_variable(line);
    if (!variable || line.find('\0') != std::string::npos) {
      return fail(environment_error("the line is not NAME=VALUE", path.string() + ":" + std::to_string(number),
                                    "Values are taken literally to the end of the line; comments begin with #."));
    }
    variables.push_back(std::move(*variable));
  }
  return variables;
}

std::vector<std::string> inherited_environment(const std::vector<EnvironmentVariable>& added) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  for (const EnvironmentVariable& variable : added) set_variable(environment, variable.name, variable.value);
  return environment;
}

void remove_variable(std::vector<std::string>& environment, const std::string& name) {
  std::erase_if(environment, [&](const std::string& entry) { return is_named(entry, name); });
}

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
  remove_variable(environment, name);
  environment.push_back(name + "=" + value);
}

std::string variable(const std::vector<std::string>& environment, const std::string& name) {
  const auto found = std::ranges::find_if(environment, [&](const std::string& entry) { return is_named(entry, name); });
  return found == environment.end() ? "" : found->substr(name.size() + 1);
}

}  // namespace perfbench
