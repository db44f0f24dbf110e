#include "collector/phase_tree.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace perfbench::collector {
namespace {

using NodeIndex = PhaseTree::NodeIndex;
constexpr NodeIndex kTop = PhaseTree::kTop;

TEST(PhaseTree, HasANodeForEachPathOfNames) {
  PhaseTree tree;
  const auto a = tree.child(kTop, 1);
  const auto b = tree.child(a, 2);
  const auto other_b = tree.child(kTop, 2);
  EXPECT_EQ(tree.child(kTop, 1), a);
  EXPECT_EQ(tree.child(a, 2), b);
  EXPECT_NE(b, other_b);
  EXPECT_NE(tree.child(a, 1), a);
}

TEST(PhaseTree, IsListedDepthFirstTheMostTimeFirst) {
  PhaseTree tree;
  const auto small = tree.child(kTop, 1);
  const auto large = tree.child(kTop, 2);
  const auto first = tree.child(large, 3);
  const auto second = tree.child(large, 4);
  const auto below = tree.child(second, 1);
  tree.add(small, 1'000'000, 1'000'000);
  tree.add(large, 9'000'000, 2'000'000);
  tree.add(first, 3'000'000, 3'000'000);
  tree.add(second, 1'500'000, 1'000'000);
  tree.add(second, 2'500'000, 0);
  tree.add(below, 3'000'000, 3'000'000);

  const auto nodes = tree.nodes();
  ASSERT_EQ(nodes.size(), 5U);
  const std::vector<PhaseNode> wanted = {
      {.name = 2, .parent = -1, .depth = 0, .count = 1, .total_ms = 9, .self_ms = 2},
      {.name = 4, .parent = 0, .depth = 1, .count = 2, .total_ms = 4, .self_ms = 1},
      {.name = 1, .parent = 1, .depth = 2, .count = 1, .total_ms = 3, .self_ms = 3},
      {.name = 3, .parent = 0, .depth = 1, .count = 1, .total_ms = 3, .self_ms = 3},
      {.name = 1, .parent = -1, .depth = 0, .count = 1, .total_ms = 1, .self_ms = 1},
  };
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(nodes[i].name, wanted[i].name);
    EXPECT_EQ(nodes[i].parent, wanted[i].parent);
    EXPECT_EQ(nodes[i].depth, wanted[i].depth);
    EXPECT_EQ(nodes[i].count, wanted[i].count);
    EXPECT_EQ(nodes[i].total_ms, wanted[i].total_ms);
    EXPECT_EQ(nodes[i].self_ms, wanted[i].self_ms);
  }
}

TEST(PhaseTree, GathersWhatIsTooDeep) {
  PhaseTree tree;
  NodeIndex node = kTop;
  for (std::uint32_t level = 0; level < 1000; ++level) {
    node = tree.child(node, level);
    tree.add(node, 5, 1);
  }
  const auto nodes = tree.nodes();
  ASSERT_EQ(nodes.size(), static_cast<std::size_t>(PhaseTree::kMostDepth) + 1);
  EXPECT_EQ(nodes[PhaseTree::kMostDepth - 1].name, PhaseTree::kMostDepth - 1);
  EXPECT_EQ(nodes.back().name, kOtherName);
  EXPECT_EQ(nodes.back().count, 1000U - PhaseTree::kMostDepth);
}

TEST(PhaseTree, GathersBelowItsParentWhatIsTooMuch) {
  PhaseTree tree;
  const auto root = tree.child(kTop, 7);
  NodeIndex last = root;
  for (std::uint32_t name = 0; name < 5000; ++name) {
    last = tree.child(root, name);
    tree.add(last, 1, 1);
  }
  EXPECT_EQ(tree.child(last, 1), last);
  EXPECT_NE(tree.child(kTop, 8), last);
  EXPECT_EQ(tree.child(kTop, 7), root);
  const auto nodes = tree.nodes();
  EXPECT_EQ(nodes.size(), PhaseTree::kMostNodes + 2);
  EXPECT_EQ(std::ranges::count(nodes, kOtherName, &PhaseNode::name), 2);
  EXPECT_EQ(std::ranges::max(nodes, {}, &PhaseNode::count).count, 5000 - (PhaseTree::kMostNodes - 1));
}

}  // namespace
}  // namespace perfbench::collector
