#include "collector/span_forest.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace perfbench::collector {
namespace {

constexpr auto kNotVisited = std::numeric_limits<std::uint32_t>::max();

std::vector<std::uint32_t> indices_of(std::span<const SpanRecord> spans) {
  std::vector<std::uint32_t> indices(spans.size());
  std::iota(indices.begin(), indices.end(), 0U);
  return indices;
}

// Of each span; spans.size() where there is none.
std::vector<std::uint32_t> parents_of(std::span<const SpanRecord> spans) {
  const auto id_of = [&](std::uint32_t i) { return std::pair(spans[i].trace_key, spans[i].span_id); };
  auto by_id = indices_of(spans);
  std::ranges::sort(by_id, {}, [&](std::uint32_t i) { return std::tuple_cat(id_of(i), std::tuple(i)); });
  std::vector<std::uint32_t> parents(spans.size(), static_cast<std::uint32_t>(spans.size()));
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].parent_id == 0) continue;
    const std::pair wanted(spans[i].trace_key, spans[i].parent_id);
    const auto found = std::ranges::lower_bound(by_id, wanted, {}, id_of);
    if (found != by_id.end() && id_of(*found) == wanted) parents[i] = *found;
  }
  return parents;
}

// Walks up from each span until it comes to where a walk has been: when that was the same walk, it went in a circle.
void cut_cycles(std::vector<std::uint32_t>& parents) {
  const auto none = static_cast<std::uint32_t>(parents.size());
  std::vector<std::uint32_t> visited_from(parents.size(), kNotVisited);
  for (std::uint32_t first = 0; first < none; ++first) {
    for (std::uint32_t at = first; at != none && visited_from[at] == kNotVisited; at = parents[at]) {
      visited_from[at] = first;
      if (parents[at] != none && visited_from[parents[at]] == first) parents[at] = none;
    }
  }
}

}  // namespace

SpanForest::SpanForest(std::span<const SpanRecord> spans)
    : by_start_(indices_of(spans)), children_(spans.size()), first_child_(spans.size() + 2) {
  std::ranges::sort(by_start_, {}, [&](std::uint32_t i) { return std::pair(spans[i].start_ns, i); });
  auto parents = parents_of(spans);
  cut_cycles(parents);
  for (const auto parent : parents) ++first_child_[parent + 1];
  std::partial_sum(first_child_.begin(), first_child_.end(), first_child_.begin());
  auto next_child = first_child_;
  for (const auto i : by_start_) children_[next_child[parents[i]]++] = i;
}

SpanForest::Indices SpanForest::children(std::uint32_t parent) const {
  return Indices(children_).subspan(first_child_[parent], first_child_[parent + 1] - first_child_[parent]);
}

std::uint64_t covered_ns(std::span<const SpanRecord> spans, SpanForest::Indices indices, const Window& window) {
  std::uint64_t covered = 0;
  std::int64_t reached = window.start_ns;
  for (const auto i : indices) {
    const std::int64_t start = std::max(spans[i].start_ns, reached);
    const std::int64_t end = std::min(spans[i].end_ns, window.end_ns);
    if (start >= end) continue;
    covered += nanoseconds_between(start, end);
    reached = end;
  }
  return covered;
}

}  // namespace perfbench::collector
