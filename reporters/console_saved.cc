#include <fmt/format.h>

#include "model/counted.h"
#include "model/shell_word.h"
#include "reporters/console.h"
#include "reporters/console_metrics.h"
#include "reporters/run_text.h"
#include "reporters/terminal.h"

namespace perfbench {

namespace {

std::string line(const Terminal& terminal, Ink ink, const std::string& text) {
  return "  " + terminal.paint(ink, terminal.fit(terminal.clean(text), terminal.width() - kIndent)) + "\n";
}

std::string totals(const Summary& summary) {
  std::string text;
  for (const auto& [path, word] : {std::pair{"successful_runs_total", "successful"}, {"failed_runs_total", "failed"}}) {
    const Measured total = summary.value(path);
    if (total) text += fmt::format("{}{:g} {}", text.empty() ? "" : ", ", *total, word);
  }
  return text;
}

}  // namespace

std::string render_saved_result(const SavedResult& result, const TerminalStyle& style) {
  const Terminal terminal(style);
  const std::string name = result.profile_name.value_or(result.run_dir);
  std::string out = terminal.paint(Ink::bold, terminal.clean(name)) + "\n";
  if (result.verdict) out += line(terminal, Ink::plain, "verdict " + *result.verdict);
  out += line(terminal, Ink::dim, result.generated_at) + "\n" + line(terminal, Ink::plain, "$ " + result.command);
  std::string workload = result.iterations ? counted(*result.iterations, "iteration") : "";
  if (!result.phase.empty()) workload += (workload.empty() ? "phase " : ", phase ") + result.phase;
  const std::string runs = totals(result.summary);
  if (!runs.empty()) workload += (workload.empty() ? "runs: " : "; runs: ") + runs;
  if (!workload.empty()) out += line(terminal, Ink::dim, workload);
  if (!result.emulator.empty()) {
    out += line(terminal, Ink::warning, "emulated by " + quote_words(result.emulator));
    out += line(terminal, Ink::dim, "its times, CPU and memory are in the figures, and no SLA on them was gated");
  }
  out += "\n" + console_metrics(result.summary, terminal);
  for (const std::string& text : {cold_warm_text(result.summary), heap_text(result.summary)}) {
    if (!text.empty()) out += line(terminal, Ink::dim, text);
  }
  return out;
}

}  // namespace perfbench
