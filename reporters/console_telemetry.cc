#include "reporters/console_telemetry.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/utf8.h"
#include "reporters/console_metrics.h"
#include "reporters/telemetry_text.h"
#include "reporters/terminal_table.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostTelemetryRows = 10;
constexpr int kTelemetryGap = 2;
constexpr int kRoomForNumbers = 44;  // columns of the widest table beside its names

std::string dim_line(const Terminal& terminal, const std::string& text) {
  std::string out;
  for (const std::string& line : terminal.wrap(terminal.clean(text), terminal.width() - kIndent)) {
    out += "  " + terminal.paint(Ink::dim, line) + "\n";
  }
  return out;
}

std::string more_in_markdown(const Terminal& terminal, std::size_t all, const char* what) {
  if (all <= kMostTelemetryRows) return "";
  return dim_line(terminal, fmt::format("{} more {} in summary.md", all - kMostTelemetryRows, what));
}

Cell dim_cell(const char* text) { return {text, Ink::dim}; }

std::string fitted_name(const Terminal& terminal, std::string_view name, int depth = 0) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  return terminal.fit(indent + terminal.clean(name), std::max(12, terminal.width() - kIndent - kRoomForNumbers));
}

std::string brief_tree(const std::vector<PhaseNode>& tree, const Terminal& terminal) {
  if (tree.empty()) return "";
  TerminalTable table({Align::left, Align::right, Align::right, Align::right});
  table.add_row({dim_cell("phases"), dim_cell("count"), dim_cell("total ms"), dim_cell("self ms")});
  for (std::size_t i = 0; i < std::min(tree.size(), kMostTelemetryRows); ++i) {
    const PhaseNode& node = tree[i];
    table.add_row({{fitted_name(terminal, node.name, node.depth)},
                   {amount_text(node.count)},
                   {amount_text(node.total_ms)},
                   {amount_text(node.self_ms), Ink::bold}});
  }
  return table.render(terminal, kIndent, kTelemetryGap) + more_in_markdown(terminal, tree.size(), "phases");
}

std::string brief_metrics(const std::vector<MetricFigures>& metrics, const Terminal& terminal) {
  if (metrics.empty()) return "";
  TerminalTable table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::right});
  table.add_row(
      {dim_cell("metrics"), dim_cell(""), dim_cell("count"), dim_cell("sum"), dim_cell("mean"), dim_cell("p95")});
  for (std::size_t i = 0; i < std::min(metrics.size(), kMostTelemetryRows); ++i) {
    const MetricFigures& metric = metrics[i];
    table.add_row({{fitted_name(terminal, metric.name)},
                   {std::string(cut_to_columns(terminal.clean(metric.unit), 8)), Ink::dim},
                   {amount_text(metric.count)},
                   {amount_text(metric.sum)},
                   {amount_text(metric.mean), Ink::bold},
                   {quantile_text(metric, metric.p95)}});
  }
  return table.render(terminal, kIndent, kTelemetryGap) + more_in_markdown(terminal, metrics.size(), "metrics");
}

}  // namespace

std::string console_telemetry(const RunResult& result, const Terminal& terminal) {
  const Telemetry* telemetry = telemetry_to_show(result.record);
  if (telemetry == nullptr) return "";
  const std::string tree = brief_tree(telemetry->tree, terminal);
  const std::string metrics = brief_metrics(telemetry->metrics, terminal);
  return "\n" + tree + (tree.empty() || metrics.empty() ? "" : "\n") + metrics +
         dim_line(terminal, "telemetry: " + telemetry_totals(result.summary));
}

}  // namespace perfbench
