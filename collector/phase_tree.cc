#include "collector/phase_tree.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "collector/bucket.h"

namespace perfbench::collector {
namespace {

std::uint64_t child_key(PhaseTree::NodeIndex parent, std::uint32_t name) { return std::uint64_t{parent} << 32 | name; }

}  // namespace

PhaseTree::NodeIndex PhaseTree::child(NodeIndex parent, std::uint32_t name) {
  if (nodes_[parent].name == kOtherName) return parent;
  if (const auto found = children_.find(child_key(parent, name)); found != children_.end()) return found->second;
  const int depth = nodes_[parent].depth + 1;
  if (named_ == kMostNodes || depth == kMostDepth) name = kOtherName;
  const auto [place, is_new] = children_.emplace(child_key(parent, name), static_cast<NodeIndex>(nodes_.size()));
  if (is_new) {
    nodes_.push_back({.name = name, .parent = parent, .depth = depth});
    if (name != kOtherName) ++named_;
  }
  return place->second;
}

void PhaseTree::add(NodeIndex node, std::uint64_t duration_ns, std::uint64_t self_ns) {
  Node& sums = nodes_[node];
  ++sums.count;
  sums.total_ns = saturating_add(sums.total_ns, duration_ns);
  sums.self_ns = saturating_add(sums.self_ns, self_ns);
}

std::vector<PhaseNode> PhaseTree::nodes() const {
  std::vector<NodeIndex> by_total(nodes_.size() - 1);
  std::iota(by_total.begin(), by_total.end(), kTop + 1);
  std::ranges::stable_sort(by_total, std::greater(), [&](NodeIndex node) { return nodes_[node].total_ns; });
  std::vector<std::vector<NodeIndex>> children(nodes_.size());
  for (const auto node : by_total) children[nodes_[node].parent].push_back(node);

  std::vector<PhaseNode> list;
  std::vector<int> place(nodes_.size(), -1);  // in the list
  // The next one is the last.
  std::vector<NodeIndex> waiting(children[kTop].rbegin(), children[kTop].rend());
  while (!waiting.empty()) {
    const NodeIndex index = waiting.back();
    waiting.pop_back();
    waiting.insert(waiting.end(), children[index].rbegin(), children[index].rend());
    const Node& node = nodes_[index];
    place[index] = static_cast<int>(list.size());
    list.push_back({.name = node.name,
                    .parent = place[node.parent],
                    .depth = node.depth,
                    .count = node.count,
                    .total_ms = static_cast<double>(node.total_ns) / 1e6,
                    .self_ms = static_cast<double>(node.self_ns) / 1e6});
  }
  return list;
}

}  // namespace perfbench::collector
