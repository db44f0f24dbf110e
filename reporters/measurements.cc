#include "reporters/measurements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "model/clean_text.h"
#include "model/plain_number.h"
#include "model/shell_word.h"
#include "model/utf8.h"
#include "reporters/ctest_text.h"
#include "reporters/unique_names.h"

namespace perfbench {

namespace {

// CDash: one longer name loses the whole Test.xml; more of the details are cut there, perhaps amid a character.
constexpr std::size_t kMostNameCharacters = 70;
constexpr std::size_t kMostDetailBytes = 255;

constexpr std::array kGraphed = std::to_array<std::string_view>({
    "latency_ms.mean",
    "latency_ms.p50",
    "latency_ms.p95",
    "latency_ms.p99",
    "latency_ms.min",
    "latency_ms.max",
    "throughput_runs_per_sec.mean",
    "throughput_runs_per_sec.p50",
    "max_rss_mb.mean",
    "max_rss_mb.max",
    "user_cpu_sec.mean",
    "system_cpu_sec.mean",
    "cpu_pct.mean",
    "peak_open_fds.max",
    "peak_direct_children.max",
    "process_tree_sampled.peak_tree_rss_mb.max",
    "process_tree_sampled.peak_tree_cpu_pct.p95",
    "failed_runs_total",
    "successful_runs_total",
});
static_assert(kGraphed.size() <= 40);

class MeasurementList {
 public:
  void figure(const FigurePath& path, const Measured& value) {
    if (shown_.insert(path).second) number(to_string(path), "", value);
  }

  // A missing value is left out: it is no point in the graph.
  void number(const std::string& stem, std::string_view suffix, const Measured& value) {
    if (!value || !std::isfinite(*value)) return;
    list_.push_back({names_.take(clean_line(stem), suffix), Measurement::Kind::number, plain_decimal(*value)});
  }

  void text(std::string_view name, std::string_view value) {
    list_.push_back({names_.take(name), Measurement::Kind::text, clean_line(value)});
  }

  std::vector<Measurement> take() { return std::move(list_); }

 private:
  UniqueNames names_{kMostNameCharacters};
  std::set<FigurePath> shown_;
  std::vector<Measurement> list_;
};

void add_chosen_figures(MeasurementList& list, const MeasuredTest& test) {
  if (!test.choice) {
    for (const std::string_view name : kGraphed) {
      if (const auto path = parse_figure_path(name)) list.figure(*path, test.summary.value(*path));
    }
    return;
  }
  for (const Figure& figure : test.summary.figures) {
    if (test.choice(to_string(figure.path))) list.figure(figure.path, figure.value);
  }
}

}  // namespace

std::vector<Measurement> measurements_of(const MeasuredTest& test) {
  MeasurementList list;
  add_chosen_figures(list, test);
  for (const Check& check : test.checks) list.figure(check.rule.path, check.figure);
  for (const Check& check : test.checks) {
    if (check.status == CheckStatus::not_gated) continue;  // a graph of it would show a breach that is none
    list.number(to_string(check.rule.path), ".limit", check.rule.limit);
    list.number(to_string(check.rule.path), ".margin_pct", check.margin_pct);
  }
  if (!test.verdict.empty()) list.text("verdict", test.verdict);
  if (!test.emulator.empty()) list.text("emulator", quote_words(test.emulator));
  return list.take();
}

std::string dashboard_details(const std::string& reason) {
  // CTest's own word for a pass, because it would keep the details of a failed run before this one (ctest --repeat).
  const std::string line = without_ctest_elements(clean_line(reason.empty() ? "Completed" : reason));
  return std::string(cut_to_bytes(line, kMostDetailBytes));
}

}  // namespace perfbench
