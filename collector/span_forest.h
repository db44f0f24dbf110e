// The spans of a worker as trees.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/span_record.h"

namespace perfbench::collector {

// Spans are named by their index. Takes O(n log n) time.
class SpanForest {
 public:
  using Indices = std::span<const std::uint32_t>;

  // A span whose parent is not among the spans of its trace is a root, and so is one of the spans of each cycle. Of
  // spans with the same id the first one is the parent.
  explicit SpanForest(std::span<const SpanRecord> spans);

  // All of these ascend by the spans' starts.
  Indices all() const { return by_start_; }
  Indices roots() const { return children(static_cast<std::uint32_t>(by_start_.size())); }
  Indices children(std::uint32_t parent) const;

 private:
  std::vector<std::uint32_t> by_start_;
  std::vector<std::uint32_t> children_;     // of the first span, of the second ..., of none
  std::vector<std::uint32_t> first_child_;  // of each span, as an index into children_, and one more as the last end
};

// Length of the union of the spans at `indices`, which ascend by their starts, inside of `window`. No span ends before
// it starts.
std::uint64_t covered_ns(std::span<const SpanRecord> spans, SpanForest::Indices indices, const Window& window);

}  // namespace perfbench::collector
