#include "reporters/console_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>

#include "model/run_figures.h"
#include "reporters/metric_rows.h"
#include "reporters/terminal_table.h"

namespace perfbench {

namespace {

constexpr int kWideGap = 2;
constexpr int kNarrowGap = 1;
constexpr std::string_view kStepTimings = "worker_step_timings_ms";
// Shown in summary.md: the harness's own steps are one line here, the attached sampler repeats the process tree, and
// the others explain what is shown.
constexpr std::array<std::string_view, 5> kDetails = {kStepTimings, "top_attach", "io", "scheduling", "cgroup"};
constexpr std::array<std::string_view, 2> kDetailsOfSnapshots = {"_private_dirty_mb", "_swap_mb"};

bool is_below(std::string_view path, std::string_view object) {
  return path == object || (path.starts_with(object) && path[object.size()] == '.');
}

bool is_detail(std::string_view path) {
  return std::ranges::any_of(kDetails, [&](std::string_view object) { return is_below(path, object); }) ||
         std::ranges::any_of(kDetailsOfSnapshots, [&](std::string_view ending) { return path.ends_with(ending); });
}

using Columns = std::vector<std::size_t>;  // indices into kMetricColumns

std::vector<Align> alignment(const Columns& columns) {
  std::vector<Align> align = {Align::left, Align::left};
  align.insert(align.end(), columns.size(), Align::right);
  return align;
}

std::vector<Cell> heading_row(const Columns& columns) {
  std::vector<Cell> cells = {{"", Ink::dim}, {"", Ink::dim}};
  for (const std::size_t column : columns) cells.push_back({std::string(kMetricColumns[column]), Ink::dim});
  return cells;
}

std::vector<Cell> value_row(const MetricRow& row, std::string name, const Columns& columns) {
  std::vector<Cell> cells = {{std::move(name), Ink::plain}, {std::string(symbol(row.unit)), Ink::dim}};
  for (const std::size_t column : columns) {
    cells.push_back({cell_text(row, column), column == 0 ? Ink::bold : Ink::plain});
  }
  return cells;
}

TerminalTable table_with_paths(const std::vector<MetricRow>& rows, const Columns& columns) {
  TerminalTable table(alignment(columns));
  table.add_row(heading_row(columns));
  for (const MetricRow& row : rows) table.add_row(value_row(row, row.path, columns));
  return table;
}

// An object's name once, above its metrics.
TerminalTable table_in_groups(const std::vector<MetricRow>& rows, const Columns& columns) {
  TerminalTable table(alignment(columns));
  table.add_row(heading_row(columns));
  std::string current;
  for (const MetricRow& row : rows) {
    const std::size_t dot = row.path.rfind('.');
    const std::string group = dot == std::string::npos ? "" : row.path.substr(0, dot);
    if (group != current && !group.empty()) table.add_heading({group});
    current = group;
    table.add_row(value_row(row, group.empty() ? row.path : "  " + row.path.substr(dot + 1), columns));
  }
  return table;
}

// The first that fits: whole paths, groups, groups with less room, and then without the columns that say least.
std::string render_rows(const std::vector<MetricRow>& rows, const Terminal& terminal) {
  Columns columns(kMetricColumns.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const int room = terminal.width() - kIndent;
  if (const TerminalTable table = table_with_paths(rows, columns); table.width(kWideGap) <= room) {
    return table.render(terminal, kIndent, kWideGap);
  }
  if (const TerminalTable table = table_in_groups(rows, columns); table.width(kWideGap) <= room) {
    return table.render(terminal, kIndent, kWideGap);
  }
  constexpr std::array<std::string_view, 4> kFirstToGo = {"p99", "min", "p50", "max"};
  for (const std::string_view name : kFirstToGo) {
    if (const TerminalTable table = table_in_groups(rows, columns); table.width(kNarrowGap) <= room) {
      return table.render(terminal, kIndent, kNarrowGap);
    }
    std::erase_if(columns, [=](std::size_t column) { return kMetricColumns[column] == name; });
  }
  return table_in_groups(rows, columns).render(terminal, kIndent, kNarrowGap);
}

// Broken between steps only.
std::string step_lines(const std::vector<MetricRow>& rows, const Terminal& terminal) {
  std::vector<std::string> steps;
  for (const MetricRow& row : rows) {
    if (!is_below(row.path, kStepTimings) || !row.values[0]) continue;
    steps.push_back(fmt::format("{} {:.3f}", row.path.substr(kStepTimings.size() + 1), *row.values[0]));
  }
  if (steps.empty()) return "";
  std::string out;
  std::string line = "harness steps, mean ms: " + steps.front();
  for (std::size_t i = 1; i < steps.size(); ++i) {
    line += ',';
    if (line.size() + 1 + steps[i].size() >= static_cast<std::size_t>(terminal.width() - kIndent)) {
      out += "  " + terminal.paint(Ink::dim, line) + "\n";
      line = " ";
    }
    line += " " + steps[i];
  }
  return out + "  " + terminal.paint(Ink::dim, line) + "\n";
}

// Why sampled metrics are absent; of the probes that are off only summary.md speaks.
std::string missing_lines(const Summary& summary, const Terminal& terminal) {
  std::map<std::string, std::string> objects_by_reason;
  for (const auto& [object, reason] : summary.not_measured) {
    const std::string& absent = object;
    const bool expected = std::ranges::any_of(run_figure_specs(), [&](const RunFigureSpec& spec) {
      return is_below(spec.summary_path, absent) &&
             (spec.probe == Probe::always || spec.probe == Probe::monitor || spec.probe == Probe::tree_sampling);
    });
    if (!expected) continue;
    std::string& objects = objects_by_reason[reason];
    objects += (objects.empty() ? "" : ", ") + object;
  }
  std::string out;
  for (const auto& [reason, objects] : objects_by_reason) {
    const std::string text = terminal.clean(fmt::format("not measured ({}): {}", reason, objects));
    for (const std::string& line : terminal.wrap(text, terminal.width() - kIndent)) {
      out += "  " + terminal.paint(Ink::dim, line) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string console_metrics(const Summary& summary, const Terminal& terminal) {
  const std::vector<MetricRow> all = measured_rows(summary);
  std::vector<MetricRow> shown;
  std::ranges::copy_if(all, std::back_inserter(shown), [](const MetricRow& row) { return !is_detail(row.path); });
  std::string out;
  if (!shown.empty()) out += render_rows(shown, terminal);
  return out + step_lines(all, terminal) + missing_lines(summary, terminal);
}

}  // namespace perfbench
