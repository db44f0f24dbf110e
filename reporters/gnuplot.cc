#include "reporters/gnuplot.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

#include "model/clean_text.h"
#include "model/duration.h"
#include "reporters/filter_process.h"

namespace perfbench {

namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kPngEnd = "IEND\xae\x42\x60\x82";
constexpr std::size_t kMostPictureBytes = std::size_t{16} << 20;

Error gnuplot_error(std::string what, std::string cause = {}, std::string advice = {}) {
  return {.kind = ErrorKind::harness,
          .what = std::move(what),
          .where = "gnuplot",
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

// As a shell would find it.
std::optional<std::string> find_gnuplot() {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (true) {
    const std::size_t end = rest.find(':');
    const std::filesystem::path directory = end == 0 || rest.empty() ? "." : rest.substr(0, end);
    const std::string candidate = (directory / "gnuplot").string();
    std::error_code ignored;
    if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, ignored)) {
      return candidate;
    }
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
}

// What libraries and fonts are found by, and nothing else: no settings of gnuplot's, no language, no number format.
std::vector<std::string> bare_environment() {
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8"};
  for (const char* name : {"PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH"}) {
    if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

// Its last line that says something: before it stands the line of the script, with a mark below the fault.
std::string last_words(const std::string& words) {
  constexpr std::size_t kMostLines = 100;
  std::string last;
  for (const std::string& line : last_lines(words, kMostLines)) {
    if (!clean_line(line).empty()) last = clean_line(line);
  }
  return last;
}

}  // namespace

Result<std::string> run_gnuplot(std::string_view script, std::chrono::milliseconds limit) {
  const std::optional<std::string> program = find_gnuplot();
  if (!program) return fail(gnuplot_error("there is no such program", "", "apt-get install gnuplot-nox"));
  // -d: neither its own settings nor those of the user.
  auto run = run_filter({.program = *program, .argv = {"gnuplot", "-d"}, .environment = bare_environment()}, script,
                        {.time = limit, .output_bytes = kMostPictureBytes});
  if (!run) return fail(run.error());
  switch (run->ending) {
    case FilterEnding::too_late:
    case FilterEnding::given_up:
      return fail(gnuplot_error(fmt::format("it was not done within {:g} s", to_seconds(limit))));
    case FilterEnding::too_much_output:
      return fail(gnuplot_error("it writes without end"));
    case FilterEnding::not_executed:
      return fail(gnuplot_error("it cannot be executed", *program));
    case FilterEnding::failure:
      return fail(gnuplot_error("it failed", last_words(run->words)));
    case FilterEnding::success:
      break;
  }
  const bool whole = run->output.starts_with(kPngSignature) && run->output.ends_with(kPngEnd);
  if (!whole) return fail(gnuplot_error("it made no picture", last_words(run->words)));
  return std::move(run->output);
}

}  // namespace perfbench
