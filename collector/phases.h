// Where the time went: spans -> phases, which are the spans of a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "collector/distribution.h"
#include "collector/phase_tree.h"
#include "collector/span_forest.h"
#include "collector/span_record.h"

namespace perfbench::collector {

// A span's time is covered where one of its children runs; the rest is its own ("self"). What a child does before its
// parent starts or after it ends covers nothing.
struct PhaseFigures {
  std::uint32_t name = 0;  // or kOtherName
  std::uint64_t count = 0;
  // Of all spans: where a span has one of its own name below it, their common time counts for both.
  double total_ms = 0;
  // Here it counts once, unless siblings run at the same time.
  double self_ms = 0;
  // Of the spans' durations; `exact` or interpolated as Distribution has it.
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  bool exact = true;
  // The share of the phase's time that is covered; 0 when no span of it has children, absent when it took no time. Of
  // spans of the same name one below the other only the outermost counts.
  std::optional<double> coverage_pct;
};

// Sums over the workers of a run. What it keeps is bounded, whatever the spans are.
class PhaseTable {
 public:
  static constexpr std::size_t kMostNames = 2000;  // the phases of others are one, named kOtherName
  static constexpr std::uint64_t kSkewTolerance_ns = 1'000'000;

  // The spans of one worker, and the time between its start and its end by our clock, where that is known; `ours` are
  // spans of the harness around them, which cover nothing of it. A span that ends before it starts lasts 0 ns and is
  // counted as invalid.
  //
  // The worker's clock may differ from ours, in a container or a virtual machine. So spans that would fit into the
  // window are shifted into it; the worker is counted as skewed when more than the tolerance was outside.
  // What takes longer than the window is clipped to it.
  void fold(std::vector<SpanRecord> spans, std::optional<Window> window, std::span<const SpanRecord> ours = {});

  // By self time, most first.
  std::vector<PhaseFigures> phases() const;
  std::vector<PhaseNode> tree() const { return tree_.nodes(); }

  // The share of the windows during which a span ran; absent without windows or without any span.
  std::optional<double> coverage_pct() const;

  std::uint64_t skewed_workers() const { return skewed_workers_; }
  std::uint64_t invalid_spans() const { return invalid_spans_; }

 private:
  struct Phase {
    void add(std::uint64_t duration, std::uint64_t covered);

    std::uint32_t name = 0;
    std::uint64_t total_ns = 0;
    std::uint64_t self_ns = 0;
    std::uint64_t outermost_ns = 0;
    std::uint64_t outermost_covered_ns = 0;
    Distribution durations_ms;
    std::uint32_t open = 0;  // spans of it on the path from the root to the span that is being folded
  };

  void fold_window(std::vector<SpanRecord>& spans, const Window& window);
  void fold_tree(const std::vector<SpanRecord>& spans, const SpanForest& forest, std::uint32_t root);
  std::uint32_t phase_of(std::uint32_t name);

  std::vector<Phase> phases_;
  std::unordered_map<std::uint32_t, std::uint32_t> phase_by_name_;
  PhaseTree tree_;
  std::uint64_t covered_ns_ = 0;
  std::uint64_t window_ns_ = 0;
  std::uint64_t skewed_workers_ = 0;
  std::uint64_t invalid_spans_ = 0;
};

}  // namespace perfbench::collector
