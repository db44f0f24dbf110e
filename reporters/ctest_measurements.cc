#include "reporters/ctest_measurements.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

#include "model/clean_text.h"
#include "model/emulation.h"
#include "model/plain_number.h"
#include "model/shell_word.h"
#include "model/utf8.h"
#include "reporters/ctest_text.h"
#include "reporters/unique_names.h"
#include "reporters/xml_text.h"

namespace perfbench {

namespace {

// CDash: one longer name loses the whole Test.xml; more of the details are cut there, perhaps amid a character.
constexpr std::size_t kMostNameCharacters = 70;
constexpr std::size_t kMostDetailBytes = 255;

// What is worth a graph; about a thousand elements cost CTest seconds.
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

class Measurements {
 public:
  void number(const FigurePath& path, const Measured& value) {
    if (shown_.insert(path).second) numeric(to_string(path), "", value);
  }

  // A missing value is left out: it is no point in the graph.
  void numeric(const std::string& stem, std::string_view suffix, const Measured& value) {
    if (!value || !std::isfinite(*value)) return;
    element("CTestMeasurement", "numeric/double", names_.take(clean_line(stem), suffix), plain_decimal(*value));
  }

  void text(std::string_view name, std::string_view value) {
    element("CTestMeasurement", "text/string", names_.take(name), value);
  }

  // A path that cannot be written as it is would be a missing file, which corrupts the measurement before it.
  void file(const std::filesystem::path& path) {
    const std::string text = path.string();
    if (clean_line(text) != text) return;
    element("CTestMeasurementFile", "file", names_.take(path.filename().string()), text);
  }

  // CTest takes this text as it stands, up to the last closing tag of its line, and resolves no entities in it.
  void details(std::string_view reason) {
    const std::string line = without_ctest_elements(clean_line(reason));
    lines_.push_back(fmt::format("<CTestDetails>{}</CTestDetails>\n", cut_to_bytes(line, kMostDetailBytes)));
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  void element(std::string_view tag, std::string_view type, std::string_view name, std::string_view value) {
    lines_.push_back(fmt::format("<{0} type=\"{1}\" name=\"{2}\">{3}</{0}>\n", tag, type, xml_escaped_line(name),
                                 xml_escaped_line(value)));
  }

  UniqueNames names_{kMostNameCharacters};
  std::set<FigurePath> shown_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> render_ctest_measurements(const RunResult& result) {
  Measurements measurements;
  for (const std::string_view name : kGraphed) {
    if (const auto path = parse_figure_path(name)) measurements.number(*path, result.summary.value(*path));
  }
  for (const Check& check : result.judgement.checks) measurements.number(check.rule.path, check.figure);
  for (const Check& check : result.judgement.checks) {
    if (check.status == CheckStatus::not_gated) continue;  // a graph of it would show a breach that is none
    measurements.numeric(to_string(check.rule.path), ".limit", check.rule.limit);
    measurements.numeric(to_string(check.rule.path), ".margin_pct", check.margin_pct);
  }
  measurements.text("verdict", to_string(result.judgement.verdict));
  if (is_emulated(result.plan.worker)) measurements.text("emulator", quote_words(result.plan.worker.emulator));
  for (const std::string& report : result.reports) measurements.file(result.run_dir / report);
  // CTest's own word for a pass, because it would keep the details of a failed run before this one (ctest --repeat).
  measurements.details(result.judgement.reason.empty() ? "Completed" : result.judgement.reason);
  return measurements.take();
}

}  // namespace perfbench
