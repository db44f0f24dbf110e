#include "reporters/call_tree.h"

#include <algorithm>
#include <functional>
#include <map>

namespace perfbench {

namespace {

void add_weight(StackWeight& sum, const StackWeight& weight) {
  sum.weight_ms += weight.weight_ms;
  sum.samples += weight.samples;
}

using StacksOfBoth = std::map<CallStack, std::array<StackWeight, 2>>;

// The frames of all profiles, by name.
std::vector<StackFrame> frames_by_name(const std::vector<const StackProfile*>& profiles) {
  std::vector<StackFrame> frames;
  for (const StackProfile* profile : profiles) {
    frames.insert(frames.end(), profile->frames().begin(), profile->frames().end());
  }
  std::ranges::sort(frames);
  frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
  return frames;
}

// Of each profile in its place, by the indices of `frames`: so they are in the order of names.
StacksOfBoth stacks_of_both(const std::vector<const StackProfile*>& profiles, const std::vector<StackFrame>& frames) {
  StacksOfBoth stacks;
  for (std::size_t place = 0; place < profiles.size(); ++place) {
    std::vector<FrameIndex> here;
    for (const StackFrame& frame : profiles[place]->frames()) {
      here.push_back(static_cast<FrameIndex>(std::ranges::lower_bound(frames, frame) - frames.begin()));
    }
    CallStack moved;
    for (const auto& [stack, weight] : profiles[place]->stacks()) {
      moved.clear();
      for (const FrameIndex index : stack) moved.push_back(here[index]);
      add_weight(stacks[moved][place], weight);
    }
  }
  return stacks;
}

std::vector<CallNode> nodes_of(const StacksOfBoth& stacks) {
  std::vector<CallNode> nodes(1);
  std::vector<std::uint32_t> path = {0};  // the nodes of the stack before
  for (const auto& [stack, weights] : stacks) {
    std::size_t same = 0;
    while (same < stack.size() && same + 1 < path.size() && nodes[path[same + 1]].frame == stack[same]) ++same;
    path.resize(same + 1);
    for (; same < stack.size(); ++same) {
      nodes.push_back({.parent = path.back(), .frame = stack[same]});
      path.push_back(static_cast<std::uint32_t>(nodes.size() - 1));
    }
    for (std::size_t place = 0; place < weights.size(); ++place)
      add_weight(nodes[path.back()].self[place], weights[place]);
  }
  for (CallNode& node : nodes) node.total = node.self;
  for (std::size_t i = nodes.size(); i-- > 1;) {
    for (std::size_t place = 0; place < 2; ++place)
      add_weight(nodes[nodes[i].parent].total[place], nodes[i].total[place]);
  }
  return nodes;
}

// A node is never heavier than its parent: of those that are kept all parents are, too.
std::vector<CallNode> heaviest_nodes(const std::vector<CallNode>& nodes, std::size_t most) {
  const auto weight = [](const CallNode& node) { return std::max(node.total[0].weight_ms, node.total[1].weight_ms); };
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) order.push_back(i);
  std::ranges::stable_sort(order, std::greater{}, [&](std::uint32_t i) { return weight(nodes[i]); });
  order.resize(most);
  std::ranges::sort(order);
  std::vector<std::uint32_t> place(nodes.size(), 0);
  std::vector<CallNode> kept;
  for (const std::uint32_t i : order) {
    place[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(nodes[i]);
    kept.back().parent = place[nodes[i].parent];
  }
  return kept;
}

}  // namespace

CallTree make_call_tree(const StackProfile& profile, const StackProfile* before, std::size_t most) {
  std::vector<const StackProfile*> profiles = {&profile};
  if (before != nullptr) profiles.push_back(before);
  CallTree tree;
  tree.frames = frames_by_name(profiles);
  tree.nodes = nodes_of(stacks_of_both(profiles, tree.frames));
  if (tree.nodes.size() > most) {
    tree.left_out = tree.nodes.size() - most;
    tree.nodes = heaviest_nodes(tree.nodes, std::max<std::size_t>(most, 1));
  }
  return tree;
}

}  // namespace perfbench
