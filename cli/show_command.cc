#include "show_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "analysis/saved_result_reader.h"
#include "analysis/text_file.h"
#include "reporters/console.h"
#include "standard_output.h"
#include "terminal.h"

namespace perfbench {

void add_show_options(CLI::App& command, ShowOptions& options) {
  command.add_option("RESULT", options.files, "summary.json files, or folders of runs")->type_name("")->required();
}

Result<ExitCode> show_command(const ShowOptions& options) {
  const TerminalStyle style = describe_terminal(STDOUT_FILENO).style;
  bool first = true;
  for (std::filesystem::path path : options.files) {
    std::error_code unreadable;  // reading it will say so
    if (std::filesystem::is_directory(path, unreadable)) path /= "summary.json";
    auto text = read_text_file(path, "the result cannot be read");
    if (!text) {
      text.error().advice = "Name a summary.json, or the folder of a run.";
      return fail(text.error());
    }
    const auto result = read_saved_result(*text, path.string());
    if (!result) return fail(result.error());
    const std::string space = first ? "" : "\n";
    first = false;
    if (auto written = write_stdout(space + render_saved_result(*result, style)); !written)
      return fail(written.error());
  }
  return ExitCode::pass;
}

}  // namespace perfbench
