#include "tool.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "model/duration.h"
#include "runner/command.h"
#include "workplace.h"

namespace perfbench {

namespace {

// As it is, but for what would ask servers for symbols.
std::vector<std::string> environment_of_tools() {
  std::vector<std::string> environment = {"LC_ALL=C"};
  for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

std::string why_it_failed(const FilterRun& run, const FilterLimits& limits) {
  switch (run.ending) {
    case FilterEnding::too_late:
      return fmt::format("it took longer than {:.0f} s", to_seconds(limits.time));
    case FilterEnding::too_much_output:
      return fmt::format("it printed more than {} MB", limits.output_bytes >> 20);
    case FilterEnding::given_up:
      return "perfbench was asked to end";
    default:
      return run.words;
  }
}

}  // namespace

Result<std::string> find_tool(const std::string& name, const std::string& package) {
  const char* search_path = std::getenv("PATH");
  auto program = find_program(name, search_path == nullptr ? "" : search_path);
  if (program) return program;
  return fail({.kind = ErrorKind::harness,
               .what = fmt::format("there is no {} in PATH", name),
               .where = "",
               .cause = "",
               .advice = fmt::format("Install it: apt-get install {}", package)});
}

Result<std::string> output_of_tool(const std::string& program, std::vector<std::string> arguments, FilterLimits limits,
                                   const std::string& what) {
  limits.give_up = [] { return held_back_signal() != 0; };
  FilterCommand command{.program = program, .argv = {program}, .environment = environment_of_tools()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  auto run = run_filter(command, "", limits);
  if (!run) return fail(run.error());
  if (run->ending == FilterEnding::success) return std::move(run->output);
  return fail({.kind = ErrorKind::harness,
               .what = what,
               .where = std::filesystem::path(program).filename().string(),
               .cause = why_it_failed(*run, limits),
               .advice = ""});
}

std::string reason_text(const Error& error) {
  Error without_advice = error;
  without_advice.advice.clear();
  return error.advice.empty() ? to_string(error) : to_string(without_advice) + ". " + error.advice;
}

}  // namespace perfbench
