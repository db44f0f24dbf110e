#include "run_export.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "message.h"
#include "model/duration.h"
#include "model/otlp_endpoint.h"
#include "model/shell_word.h"
#include "otlp_settings.h"
#include "reporters/filter_process.h"

namespace perfbench {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostOutput = 4096;

std::vector<std::string> own_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

// A deadline is there because somebody ends this process a little later.
milliseconds time_for_export(const RunResult& result) {
  const milliseconds usual = otlp_timeout();
  if (!result.plan.deadline) return usual;
  constexpr milliseconds kLeast(2000);
  const auto left = std::chrono::floor<milliseconds>(*result.plan.deadline - result.record.took);
  return std::min(usual, std::max(kLeast, left));
}

// What the program said, without its own name before each line.
std::string without_name(std::string words) {
  constexpr std::string_view kName = "perfbench: ";
  for (std::size_t at = words.find(kName); at != std::string::npos; at = words.find(kName, at)) {
    if (at != 0 && words[at - 1] != '\n') {
      ++at;
    } else {
      words.erase(at, kName.size());
    }
  }
  while (words.ends_with('\n')) words.pop_back();
  return words;
}

std::string reason_of(const FilterRun& run) {
  switch (run.ending) {
    case FilterEnding::too_late:
    case FilterEnding::given_up:
    case FilterEnding::too_much_output:
      return "perfbench-otlp-export did not end in time";
    case FilterEnding::not_executed:
      return "perfbench-otlp-export cannot be started; install PerfBench anew";
    case FilterEnding::failure:
    case FilterEnding::success:
      break;
  }
  return run.words.empty() ? "perfbench-otlp-export was killed" : without_name(run.words);
}

}  // namespace

void export_result(const RunOptions& options, const Installation& installation, const RunResult& result) {
  const std::string& given = options.telemetry.otlp_export;
  if (given.empty() || result.record.ending == Ending::interrupted) return;
  const auto endpoint = parse_otlp_endpoint(given);
  if (!endpoint) return;  // refused before the run
  const milliseconds timeout = time_for_export(result);
  const std::string folder = result.run_dir.string();
  const FilterCommand command{.program = installation.otlp_export.string(),
                              .argv = {"perfbench-otlp-export", "otlp-export",
                                       fmt::format("--timeout-sec={}", to_seconds(timeout)), endpoint->text(), folder},
                              .environment = own_environment()};
  constexpr milliseconds kEndsWithin(5000);  // which it sees to itself
  const auto run = run_filter(command, "", {.time = timeout + kEndsWithin, .output_bytes = kMostOutput});
  if (run && run->ending == FilterEnding::success) {
    if (!run->words.empty()) print_message(without_name(run->words));
    return;
  }
  print_message(
      fmt::format("warning: the results were not all sent to {}: {}\nThey are whole in {}. To send them later: {}",
                  endpoint->text(), run ? reason_of(*run) : to_string(run.error()), folder,
                  quote_words({"perfbench", "otlp-export", endpoint->text(), folder})));
}

}  // namespace perfbench
