#include "collector/phases.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "collector/bucket.h"

namespace perfbench::collector {
namespace {

double in_ms(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

// Modulo 2^64, so that it may be less.
void shift(std::vector<SpanRecord>& spans, std::uint64_t by) {
  const auto shifted = [by](std::int64_t time) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(time) + by);
  };
  for (SpanRecord& span : spans) {
    span.start_ns = shifted(span.start_ns);
    span.end_ns = shifted(span.end_ns);
  }
}

std::optional<double> percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return 100 * (static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

void PhaseTable::fold(std::vector<SpanRecord> spans, std::optional<Window> window, std::span<const SpanRecord> ours) {
  for (auto& span : spans) {
    if (span.end_ns >= span.start_ns) continue;
    span.end_ns = span.start_ns;
    ++invalid_spans_;
  }
  if (window && window->start_ns <= window->end_ns) fold_window(spans, *window);
  spans.insert(spans.end(), ours.begin(), ours.end());
  const SpanForest forest(spans);
  for (const auto root : forest.roots()) fold_tree(spans, forest, root);
}

void PhaseTable::fold_window(std::vector<SpanRecord>& spans, const Window& window) {
  const auto length = nanoseconds_between(window.start_ns, window.end_ns);
  window_ns_ = saturating_add(window_ns_, length);
  if (spans.empty()) return;
  const Window extent = {std::ranges::min(spans, {}, &SpanRecord::start_ns).start_ns,
                         std::ranges::max(spans, {}, &SpanRecord::end_ns).end_ns};
  const bool fits = nanoseconds_between(extent.start_ns, extent.end_ns) <= length;
  const bool is_early = extent.start_ns < window.start_ns;
  if (fits && (is_early || extent.end_ns > window.end_ns)) {
    const auto outside = is_early ? nanoseconds_between(extent.start_ns, window.start_ns)
                                  : nanoseconds_between(window.end_ns, extent.end_ns);
    if (outside > kSkewTolerance_ns) ++skewed_workers_;
    shift(spans, is_early ? outside : 0 - outside);
  }
  const SpanForest forest(spans);
  covered_ns_ = saturating_add(covered_ns_, covered_ns(spans, forest.all(), window));
}

void PhaseTable::fold_tree(const std::vector<SpanRecord>& spans, const SpanForest& forest, std::uint32_t root) {
  struct Visit {
    std::uint32_t span;
    std::uint32_t phase;
    PhaseTree::NodeIndex node;
    std::size_t next_child;
  };
  std::vector<Visit> path;
  const auto enter = [&](std::uint32_t index, PhaseTree::NodeIndex parent) {
    const SpanRecord& span = spans[index];
    const auto duration = nanoseconds_between(span.start_ns, span.end_ns);
    const auto covered = covered_ns(spans, forest.children(index), {span.start_ns, span.end_ns});
    const auto node = tree_.child(parent, span.name);
    const auto phase = phase_of(span.name);
    tree_.add(node, duration, duration - covered);
    phases_[phase].add(duration, covered);
    ++phases_[phase].open;
    path.push_back({index, phase, node, 0});
  };
  enter(root, PhaseTree::kTop);
  while (!path.empty()) {
    Visit& last = path.back();
    const auto children = forest.children(last.span);
    if (last.next_child < children.size()) {
      enter(children[last.next_child++], last.node);
    } else {
      --phases_[last.phase].open;
      path.pop_back();
    }
  }
}

void PhaseTable::Phase::add(std::uint64_t duration, std::uint64_t covered) {
  total_ns = saturating_add(total_ns, duration);
  self_ns = saturating_add(self_ns, duration - covered);
  durations_ms.add(in_ms(duration));
  if (open > 0) return;
  outermost_ns = saturating_add(outermost_ns, duration);
  outermost_covered_ns = saturating_add(outermost_covered_ns, covered);
}

std::uint32_t PhaseTable::phase_of(std::uint32_t name) {
  if (const auto found = phase_by_name_.find(name); found != phase_by_name_.end()) return found->second;
  if (phases_.size() >= kMostNames) name = kOtherName;
  const auto [place, is_new] = phase_by_name_.emplace(name, static_cast<std::uint32_t>(phases_.size()));
  if (is_new) phases_.emplace_back().name = name;
  return place->second;
}

std::vector<PhaseFigures> PhaseTable::phases() const {
  std::vector<const Phase*> by_self_time;
  for (const auto& phase : phases_) by_self_time.push_back(&phase);
  std::ranges::stable_sort(by_self_time, std::greater(), &Phase::self_ns);
  std::vector<PhaseFigures> figures;
  for (const auto* phase : by_self_time) {
    const Distribution& durations = phase->durations_ms;
    figures.push_back({.name = phase->name,
                       .count = durations.count(),
                       .total_ms = in_ms(phase->total_ns),
                       .self_ms = in_ms(phase->self_ns),
                       .p50_ms = durations.quantile(0.5).value_or(0),
                       .p95_ms = durations.quantile(0.95).value_or(0),
                       .p99_ms = durations.quantile(0.99).value_or(0),
                       .exact = durations.exact(),
                       .coverage_pct = percent(phase->outermost_covered_ns, phase->outermost_ns)});
  }
  return figures;
}

std::optional<double> PhaseTable::coverage_pct() const {
  if (phases_.empty()) return std::nullopt;
  return percent(covered_ns_, window_ns_);
}

}  // namespace perfbench::collector
