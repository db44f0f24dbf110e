// A run that was read holds to its contract, and its checks are the same when they are written and read again.
#include <cmath>

#include "analysis/saved_run_reader.h"
#include "model/clean_text.h"
#include "model/machine_name.h"
#include "model/point_in_time.h"
#include "reporters/v4_json.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_contract(const SavedRun& run) {
  require(!run.test_name.empty() && clean_line(run.test_name) == run.test_name, "a test has a name of one clean line");
  for (const double duration : run.durations_ms) require(std::isfinite(duration), "a duration is a number");
  for (const Check& check : run.checks) {
    require(std::isfinite(check.rule.limit), "a limit is a number");
    require(!check.figure || std::isfinite(*check.figure), "a figure is a number, or absent");
  }
  const std::string machine = machine_name(run.environment);
  require(!machine.empty() &&
              machine.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                  std::string::npos,
          "a machine's name is plain");
  // Any time that is one can be told in nanoseconds.
  for (const std::string& text : {run.started_at, run.result.generated_at}) {
    const auto time = parse_iso_time(text);
    require(!time || time->time_since_epoch().count() % 1000 == 0, "a time is read to the microsecond");
  }
}

void check_writing(const SavedRun& run) {
  RunResult result;
  result.plan.name = run.test_name;
  result.summary.figures.push_back({{.segments = {"latency_ms", "mean"}}, 1.0});
  result.judgement.checks = run.checks;
  std::string written;
  write_v4_json(result, [&](std::string_view bytes) { written += bytes; });
  const auto again = read_saved_run(written, "written");
  require(again.has_value() && again->checks.size() == run.checks.size(), "what was written can be read");
  for (std::size_t i = 0; i < run.checks.size(); ++i) {
    const Check& one = run.checks[i];
    const Check& other = again->checks[i];
    require(one.rule.path == other.rule.path && one.rule.comparison == other.rule.comparison, "a rule is the same");
    require(one.rule.limit == other.rule.limit && one.rule.unit == other.rule.unit, "a limit is the same");
    require(one.status == other.status && one.figure == other.figure, "a check is the same");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto run = read_saved_run(fuzz::as_text(data, size), "input");
  if (!run) {
    require(run.error().kind == ErrorKind::plan && !run.error().what.empty(), "an error says what was wrong");
    require(run.error().where == "input", "an error names the text");
    return 0;
  }
  check_contract(*run);
  check_writing(*run);
  return 0;
}
