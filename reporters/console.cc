#include "reporters/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "model/check_text.h"
#include "model/clean_text.h"
#include "model/counted.h"
#include "model/ending.h"
#include "model/human_number.h"
#include "model/utf8.h"
#include "reporters/console_metrics.h"
#include "reporters/console_telemetry.h"
#include "reporters/diagnosis_text.h"
#include "reporters/run_text.h"
#include "reporters/terminal.h"
#include "reporters/terminal_table.h"
#include "reporters/worker_failures.h"

namespace perfbench {

namespace {

constexpr int kGap = 2;
constexpr std::size_t kMostConsoleFailures = 5;
constexpr std::size_t kConsoleStderrLines = 3;

std::string paragraph(const Terminal& terminal, Ink ink, std::string_view text, int indent) {
  std::string out;
  for (const std::string& line : terminal.wrap(terminal.clean(text), terminal.width() - indent)) {
    out += std::string(static_cast<std::size_t>(indent), ' ') + terminal.paint(ink, line) + "\n";
  }
  return out;
}

Ink ink_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Ink::good;
    case Verdict::inconclusive:
      return Ink::warning;
    case Verdict::fail:
    case Verdict::error:
      break;
  }
  return Ink::bad;
}

std::string headline(const RunResult& result, const Terminal& terminal) {
  const Ink ink = ink_of(result.judgement.verdict);
  const std::string_view sign = ink == Ink::good  ? terminal.signs().pass
                                : ink == Ink::bad ? terminal.signs().fail
                                                  : terminal.signs().warning;
  const std::string word = verdict_word(result.judgement.verdict);
  // An ASCII sign would say the same as the word.
  const std::string mark = columns_of(sign) == 1 ? fmt::format("{} {}", sign, word) : word;
  const std::string name = terminal.fit(terminal.clean(result.plan.name), terminal.width() - columns_of(mark) - 2);
  std::string out = terminal.paint(ink, mark) + "  " + terminal.paint(Ink::bold, name) + "\n";
  return out + paragraph(terminal, ink, result.judgement.reason, kIndent);
}

std::string what_was_run(const Plan& plan, const Terminal& terminal) {
  const std::string command = terminal.fit("$ " + terminal.clean(plan.worker.display), terminal.width() - kIndent);
  const std::string workload = terminal.clean(workload_text(plan, terminal.signs().times));
  return fmt::format("\n  {}\n", command) + paragraph(terminal, Ink::dim, workload, kIndent);
}

Cell status_cell(CheckStatus status, const Terminal& terminal) {
  if (status == CheckStatus::not_sampled || status == CheckStatus::not_gated)
    return {std::string(terminal.signs().unsampled), Ink::dim};
  if (is_broken(status)) return {std::string(terminal.signs().fail), Ink::bad};
  return {std::string(terminal.signs().pass), Ink::good};
}

std::string note_of(const Check& check) {
  if (check.status == CheckStatus::not_gated) return "";  // its row says so, and a warning why
  if (!check.reason.empty()) return check.reason;
  return is_broken(check.status) && !check.rule.origin_name.empty() ? "set by profile " + check.rule.origin_name : "";
}

Cell margin_cell(const Check& check) {
  if (check.figure && check.status == CheckStatus::not_gated) return {std::string(to_string(check.status)), Ink::dim};
  return {margin_text(check), is_broken(check.status) ? Ink::bad : Ink::plain};
}

std::vector<Cell> check_row(const Check& check, const Terminal& terminal) {
  const Ink ink = is_broken(check.status) ? Ink::bad : Ink::plain;
  return {status_cell(check.status, terminal),
          {terminal.clean(figure_name(check))},
          {figure_text(check), ink},
          {limit_text(check)},
          margin_cell(check)};
}

std::string checks_in_table(const std::vector<Check>& judged, const TerminalTable& fitting, const Terminal& terminal) {
  TerminalTable table(fitting);
  for (const Check& check : judged) {
    table.add_row(check_row(check, terminal));
    const std::string note = terminal.clean(note_of(check));
    for (const std::string& line : terminal.wrap(note, terminal.width() - 2 * kIndent)) {
      table.add_heading({"  " + line, Ink::dim});
    }
  }
  return table.render(terminal, kIndent, kGap);
}

std::string checks_in_paragraphs(const std::vector<Check>& judged, const Terminal& terminal) {
  std::string out;
  for (const Check& check : judged) {
    const Cell status = status_cell(check.status, terminal);
    const int indent = kIndent + columns_of(status.text) + 1;
    const Ink ink = is_broken(check.status) ? Ink::bad : Ink::plain;
    std::string lines = paragraph(terminal, ink, check_sentence(check), indent);
    lines.replace(0, static_cast<std::size_t>(indent), "  " + terminal.paint(status.ink, status.text) + " ");
    out += lines;
  }
  return out;
}

std::string checks(const std::vector<Check>& judged, const Terminal& terminal) {
  if (judged.empty()) return "";
  const TerminalTable empty({Align::left, Align::left, Align::right, Align::left, Align::right});
  TerminalTable table(empty);
  for (const Check& check : judged) table.add_row(check_row(check, terminal));
  const bool fits = table.width(kGap) <= terminal.width() - kIndent;
  return "\n" + (fits ? checks_in_table(judged, empty, terminal) : checks_in_paragraphs(judged, terminal));
}

// Of those that were asked for; a diagnosis has its own words for them.
std::string hotspots(const RunResult& result, const Terminal& terminal) {
  constexpr std::size_t kMostShown = 5;
  if (result.summary.hotspots_top.empty() || !result.plan.probes.hotspots) return "";
  TerminalTable table({Align::left, Align::right, Align::right});
  table.add_row({{"hotspots", Ink::dim}, {"ms a run", Ink::dim}, {"share", Ink::dim}});
  const std::vector<Hotspot>& all = result.summary.hotspots_top;
  for (const Hotspot& hotspot : std::span(all).first(std::min(all.size(), kMostShown))) {
    const std::string name = to_string(StackFrame{hotspot.frame, hotspot.module});
    constexpr int kRoomForNumbers = 24;
    table.add_row({{terminal.fit(terminal.clean(name), terminal.width() - kRoomForNumbers)},
                   {human_number(hotspot.weight_ms, decimals_for(hotspot.weight_ms))},
                   {fmt::format("{:.1f} %", hotspot.share_pct.value_or(0))}});
  }
  return "\n" + table.render(terminal, kIndent, kGap);
}

std::string heap(const Summary& summary, const Terminal& terminal) {
  const std::string text = heap_text(summary);
  return text.empty() ? "" : "\n" + paragraph(terminal, Ink::plain, text, kIndent);
}

std::string diagnosis(const std::optional<Diagnosis>& found, const Terminal& terminal) {
  if (!found) return "";
  std::string out = "\n" + paragraph(terminal, Ink::bold, "Why: " + diagnosis_basis(*found), kIndent);
  int number = 0;
  for (const Finding& finding : found->findings) {
    const std::string mark = fmt::format("{}. ", ++number);
    std::string lines =
        paragraph(terminal, number == 1 ? Ink::bad : Ink::plain, finding.text, kIndent + columns_of(mark));
    lines.replace(0, kIndent + mark.size(), "  " + mark);
    out += lines;
  }
  for (const std::string& gap : found->gaps) out += paragraph(terminal, Ink::dim, gap, kIndent);
  return out;
}

std::string failures(const RunRecord& record, const Terminal& terminal) {
  const WorkerFailures failed = worker_failures(record, kMostConsoleFailures);
  if (failed.shown.empty()) return "";
  std::string out = "\n";
  for (const WorkerFailure& failure : failed.shown) {
    out += paragraph(terminal, Ink::bad, failure.where + ": " + failure.outcome, kIndent);
    for (const std::string& line : last_lines(failure.stderr_tail, kConsoleStderrLines)) {
      const std::string text = terminal.fit(terminal.clean(line), terminal.width() - 2 * kIndent - kGap);
      out += fmt::format("    {} {}\n", terminal.paint(Ink::dim, terminal.signs().bar), text);
    }
  }
  if (failed.more > 0) {
    out += paragraph(terminal, Ink::dim, counted(static_cast<long long>(failed.more), "more failed worker"), kIndent);
  }
  return out;
}

// What a warning says is not said twice.
std::string cold_start(const RunResult& result, const Terminal& terminal) {
  if (std::ranges::find(result.warnings, "slow_first_iteration", &Warning::code) != result.warnings.end()) return "";
  const std::string text = cold_warm_text(result.summary);
  return text.empty() ? "" : paragraph(terminal, Ink::dim, text, kIndent);
}

std::string warnings(const std::vector<Warning>& given, const Terminal& terminal) {
  std::string out;
  for (const Warning& warning : given) {
    std::string lines = paragraph(terminal, Ink::warning, warning.message, 2 * kIndent);
    if (lines.empty()) continue;
    lines.replace(0, std::size_t{2} * kIndent, "  " + terminal.paint(Ink::warning, terminal.signs().warning) + " ");
    out += lines + paragraph(terminal, Ink::dim, warning.advice, 2 * kIndent);
  }
  return out.empty() ? out : "\n" + out;
}

// Not cut to the width: a path is there to be copied.
std::string where_the_files_are(const RunResult& result, const Terminal& terminal) {
  if (result.run_dir.empty()) return "";
  std::vector<std::string> names = result.reports;
  const bool as_json = std::ranges::find(names, "summary.json") != names.end();
  if (as_json && !result.record.iterations.empty()) names.emplace_back("iteration-###.json");
  std::string out = fmt::format("\n  {}\n", terminal.clean(result.run_dir.string()));
  if (!names.empty()) out += fmt::format("  {}\n", terminal.paint(Ink::dim, fmt::format("{}", fmt::join(names, ", "))));
  return out;
}

}  // namespace

std::string render_console(const RunResult& result, const TerminalStyle& style) {
  const Terminal terminal(style);
  std::string out = headline(result, terminal) + what_was_run(result.plan, terminal);
  if (!result.record.iterations.empty()) {
    out += "\n" + console_metrics(result.summary, terminal) + cold_start(result, terminal);
  }
  out += console_telemetry(result, terminal);
  out += hotspots(result, terminal) + heap(result.summary, terminal);
  out += checks(result.judgement.checks, terminal);
  out += diagnosis(result.diagnosis, terminal);
  out += failures(result.record, terminal);
  out += warnings(result.warnings, terminal);
  return out + where_the_files_are(result, terminal);
}

}  // namespace perfbench
