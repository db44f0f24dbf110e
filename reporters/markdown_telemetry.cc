#include "reporters/markdown_telemetry.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/clean_text.h"
#include "model/counted.h"
#include "model/human_number.h"
#include "model/utf8.h"
#include "reporters/markdown_text.h"
#include "reporters/telemetry_text.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostMetrics = 50;
constexpr std::size_t kMostNodes = 100;
constexpr int kWidestName = 60;

std::string more_in_json(std::size_t all, std::size_t shown) {
  return all > shown ? fmt::format("\n{} more in `summary.json`.\n", all - shown) : "";
}

std::string metrics_table(const std::vector<MetricFigures>& metrics) {
  if (metrics.empty()) return "";
  std::string text =
      "\n### Metrics of the program\n\n| Metric | Unit | Points | Count | Sum | mean | p50 | p95 | p99 | min | max "
      "|\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  const std::size_t shown = std::min(metrics.size(), kMostMetrics);
  for (std::size_t i = 0; i < shown; ++i) {
    const MetricFigures& metric = metrics[i];
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", md_code(metric.name),
                        md_escaped(metric.unit), amount_text(metric.points), amount_text(metric.count),
                        amount_text(metric.sum), amount_text(metric.mean), quantile_text(metric, metric.p50),
                        quantile_text(metric, metric.p95), quantile_text(metric, metric.p99), amount_text(metric.min),
                        amount_text(metric.max));
  }
  const bool any_interpolated = std::ranges::any_of(metrics, &MetricFigures::interpolated);
  if (any_interpolated) text += "\n~ is interpolated within the buckets of a histogram.\n";
  return text + more_in_json(metrics.size(), shown);
}

// Of the groups whose metrics came.
std::string signals_table(const Summary& summary) {
  std::string rows;
  for (const Figure& figure : summary.figures) {
    const auto& path = figure.path.segments;
    if (path.front() != "otel_signals" || path.back() != "total" || figure.value.value_or(0) == 0) continue;
    const auto value = [&](const char* what, const char* stat) {
      return amount_text(summary.value(FigurePath{{path[0], path[1], what, stat}}));
    };
    rows += fmt::format("| {} | {} | {} | {} | {} | {} |\n", md_code(path[1]), amount_text(figure.value),
                        value("points", "mean"), value("value_sum", "mean"), value("value_sum", "p50"),
                        value("value_sum", "p95"));
  }
  if (rows.empty()) return "";
  return "\n### Signals\n\n| Group | Points | Points of an iteration, mean | Sum of values of an iteration, mean | p50 "
         "| "
         "p95 |\n|---|--:|--:|--:|--:|--:|\n" +
         rows;
}

std::string phases_table(const std::vector<PhaseFigures>& phases) {
  if (phases.empty()) return "";
  std::string text =
      "\n### Phases\n\n| Phase | Count | Total ms | Self ms | p50 ms | p95 ms | p99 ms | Covered by child spans "
      "|\n|---|--:|--:|--:|--:|--:|--:|--:|\n";
  const std::size_t shown = std::min(phases.size(), kMostMetrics);
  for (std::size_t i = 0; i < shown; ++i) {
    const PhaseFigures& phase = phases[i];
    const std::string coverage =
        phase.coverage_pct ? fmt::format("{} %", human_number(*phase.coverage_pct, 1)) : std::string();
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", md_code(phase.name), amount_text(phase.count),
                        amount_text(phase.total_ms), amount_text(phase.self_ms), amount_text(phase.p50_ms),
                        amount_text(phase.p95_ms), amount_text(phase.p99_ms), coverage);
  }
  return text + more_in_json(phases.size(), shown);
}

std::string phase_tree(const std::vector<PhaseNode>& tree) {
  if (tree.empty()) return "";
  const std::size_t shown = std::min(tree.size(), kMostNodes);
  std::vector<std::string> names;
  int widest = 5;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string indented =
        std::string(static_cast<std::size_t>(tree[i].depth) * 2, ' ') + clean_line(tree[i].name);
    names.emplace_back(cut_to_columns(indented, kWidestName));
    widest = std::max(widest, columns_of(names.back()));
  }
  const auto padded = [&](const std::string& name) {
    return name + std::string(static_cast<std::size_t>(widest - columns_of(name)), ' ');
  };
  std::string text = fmt::format("{}  {:>8}  {:>12}  {:>12}\n", padded("phase"), "count", "total ms", "self ms");
  for (std::size_t i = 0; i < shown; ++i) {
    text += fmt::format("{}  {:>8}  {:>12}  {:>12}\n", padded(names[i]), amount_text(tree[i].count),
                        amount_text(tree[i].total_ms), amount_text(tree[i].self_ms));
  }
  return "\n### Where the time went\n\n" + md_fenced(text, "text") + more_in_json(tree.size(), shown);
}

}  // namespace

std::string markdown_telemetry(const RunResult& result) {
  const Telemetry* telemetry = telemetry_to_show(result.record);
  if (telemetry == nullptr) return "";
  return fmt::format("\n## Telemetry\n\nOf {}: {}.\n",
                     counted(static_cast<long long>(telemetry->workers.size()), "worker"),
                     md_escaped(telemetry_totals(result.summary))) +
         phase_tree(telemetry->tree) + phases_table(telemetry->phases) + metrics_table(telemetry->metrics) +
         signals_table(result.summary);
}

}  // namespace perfbench
