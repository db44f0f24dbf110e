// The variables of an environment file are the same when they are written and read again.
#include "memory_file.h"
#include "require.h"
#include "runner/worker_environment.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  file.write(fuzz::as_text(data, size));
  const auto variables = read_env_file(file.path());
  if (!variables) {
    require(variables.error().kind == ErrorKind::plan, "a bad file is an error of the plan");
    require(variables.error().where.starts_with(file.path().string() + ":"), "an error names the line");
    return 0;
  }
  std::string text;
  std::vector<std::string> environment;
  for (const auto& [name, value, from_file] : *variables) {
    require(!name.empty() && name.find('=') == std::string::npos, "a name is one");
    require(name.find('\0') == std::string::npos && value.find('\0') == std::string::npos, "exec can pass it on");
    text.append(name).append("=").append(value).append("\r\n");
    set_variable(environment, name, value);
    require(variable(environment, name) == value, "a variable that was set is found");
  }
  file.write(text);
  const auto again = read_env_file(file.path());
  require(again && again->size() == variables->size(), "written and read again they are as many");
  for (std::size_t i = 0; i < variables->size(); ++i) {
    require((*again)[i].name == (*variables)[i].name && (*again)[i].value == (*variables)[i].value,
            "written and read again they are the same");
  }
  return 0;
}
