#include "show_command.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/summary_reader.h"
#include "reporters/console.h"
#include "terminal.h"

namespace perfbench {

namespace {

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code error;
  // Not even opened otherwise: a FIFO would wait for its writer.
  const bool is_file = std::filesystem::is_regular_file(path, error);
  std::ifstream stream;
  if (is_file) stream.open(path, std::ios::binary);
  if (!is_file || !stream) {
    return fail({.kind = ErrorKind::plan,
                 .what = "the result cannot be read",
                 .where = path.string(),
                 .cause = error ? error.message() : "",
                 .advice = "Name a summary.json, or the folder of a run."});
  }
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return std::move(bytes).str();
}

}  // namespace

void add_show_options(CLI::App& command, ShowOptions& options) {
  command.add_option("RESULT", options.files, "summary.json files, or folders of runs")->type_name("")->required();
}

Result<ExitCode> show_command(const ShowOptions& options) {
  const ConsoleStyle style = describe_terminal(STDOUT_FILENO).style;
  bool first = true;
  for (std::filesystem::path path : options.files) {
    std::error_code unreadable;  // reading it will say so
    if (std::filesystem::is_directory(path, unreadable)) path /= "summary.json";
    auto text = read_file(path);
    if (!text) return fail(text.error());
    const auto result = read_saved_result(*text, path.string());
    if (!result) return fail(result.error());
    if (!first) std::fputs("\n", stdout);
    first = false;
    std::fputs(render_saved_result(*result, style).c_str(), stdout);
  }
  return ExitCode::pass;
}

}  // namespace perfbench
