// A result that was read can be judged and shown, and its figures survive being written and read again.
#include <algorithm>
#include <array>

#include "analysis/judge.h"
#include "analysis/provenance.h"
#include "analysis/saved_result_reader.h"
#include "analysis/sla_language.h"
#include "model/figure_catalogue.h"
#include "model/utf8.h"
#include "reporters/console.h"
#include "reporters/v4_json.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_judging(const Summary& summary) {
  constexpr std::array kRules = {"latency_ms.p95 <= 250ms", "failed_runs_total == 0", "max_rss_mb.max < 1GB",
                                 "process_tree_sampled.peak_tree_cpu_pct.mean > 1"};
  for (const char* text : kRules) {
    const SlaRule rule = parse_sla_rule(text).value();
    const Check judged = check(rule, summary);
    require(judged.figure == summary.value(to_string(rule.path)), "a check holds the summary's figure");
    if (judged.figure) {
      const bool holds_now = holds(rule.comparison, *judged.figure, rule.limit);
      require(judged.status == (holds_now ? CheckStatus::pass : CheckStatus::fail), "a figure passes or fails");
    } else {
      require(judged.status != CheckStatus::pass, "a figure that is not there never passes");
      require(!absence_reason(summary, rule.path).empty(), "what is not there has a reason");
    }
  }
}

void check_showing(const SavedResult& result) {
  for (const int width : {20, 80, 200}) {
    const std::string shown = render_saved_result(result, {.colour = false, .unicode = width != 20, .width = width});
    require(to_valid_utf8(shown) == shown, "what is shown is UTF-8");
    require(shown.find('\x1b') == std::string::npos, "no escape sequence gets to the terminal");
  }
}

void check_writing(const Summary& summary) {
  RunResult result;
  for (const Figure& figure : summary.figures) {
    if (find_figure(figure.path)) result.summary.figures.push_back(figure);
  }
  std::string written;
  write_v4_json(result, [&](std::string_view bytes) { written += bytes; });
  const auto again = read_saved_result(written, "written");
  require(again.has_value(), "what was written can be read");
  for (const Figure& figure : result.summary.figures) {
    const std::string path = to_string(figure.path);
    require(again->summary.value(path) == summary.value(path), "a figure is the same after it was written");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto result = read_saved_result(fuzz::as_text(data, size), "input");
  if (!result) {
    require(result.error().kind == ErrorKind::plan && !result.error().what.empty(), "an error says what was wrong");
    require(result.error().where == "input", "an error names the text");
    return 0;
  }
  check_judging(result->summary);
  check_showing(*result);
  check_writing(result->summary);
  return 0;
}
