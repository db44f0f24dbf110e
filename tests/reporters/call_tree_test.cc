#include "reporters/call_tree.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

void add_calls(StackProfile& profile, std::initializer_list<const char*> functions, long long samples) {
  CallStack stack;
  for (const char* function : functions) stack.push_back(profile.index_of(function, "app"));
  profile.add(stack, {.weight_ms = static_cast<double>(samples), .samples = samples});
}

// "main 2/7" for each node, the deeper the more indented: samples of its own, and with what it called.
std::vector<std::string> outline(const CallTree& tree, std::size_t place = 0) {
  std::vector<std::string> lines;
  std::vector<std::size_t> depths;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const CallNode& node = tree.nodes[i];
    depths.push_back(i == 0 ? 0 : depths[node.parent] + 1);
    lines.push_back(fmt::format("{:{}}{} {}/{}", "", depths.back(), i == 0 ? "" : tree.frames[node.frame].function,
                                node.self[place].samples, node.total[place].samples));
  }
  return lines;
}

TEST(CallTree, HoldsEachCallOnceInTheOrderOfNames) {
  StackProfile profile;
  add_calls(profile, {"main", "z"}, 1);
  add_calls(profile, {"main", "a", "b"}, 2);
  add_calls(profile, {"main"}, 4);
  add_calls(profile, {"main", "a", "main"}, 8);
  add_calls(profile, {"init"}, 16);
  EXPECT_THAT(outline(make_call_tree(profile, nullptr, 100)),
              ElementsAre(" 0/31", " init 16/16", " main 4/15", "  a 0/10", "   b 2/2", "   main 8/8", "  z 1/1"));
}

TEST(CallTree, OfTwoProfilesHoldsTheCallsOfBoth) {
  StackProfile now;
  add_calls(now, {"main", "new"}, 1);
  add_calls(now, {"main"}, 2);
  StackProfile before;
  add_calls(before, {"main", "gone"}, 3);
  add_calls(before, {"main"}, 4);
  const CallTree tree = make_call_tree(now, &before, 100);
  EXPECT_THAT(outline(tree, 0), ElementsAre(" 0/3", " main 2/3", "  gone 0/0", "  new 1/1"));
  EXPECT_THAT(outline(tree, 1), ElementsAre(" 0/7", " main 4/7", "  gone 3/3", "  new 0/0"));
}

TEST(CallTree, OfTooManyCallsTheHeaviestStay) {
  StackProfile profile;
  for (int i = 0; i < 50; ++i) add_calls(profile, {"main", "dim", fmt::format("f{}", i).c_str()}, 1);
  add_calls(profile, {"main", "heavy", "leaf"}, 40);
  const CallTree tree = make_call_tree(profile, nullptr, 5);
  EXPECT_THAT(outline(tree), ElementsAre(" 0/90", " main 0/90", "  dim 0/50", "  heavy 0/40", "   leaf 40/40"));
  EXPECT_EQ(tree.left_out, 50u);
}

TEST(CallTree, OfNothingIsItsRoot) {
  const CallTree tree = make_call_tree(StackProfile{}, nullptr, 100);
  EXPECT_THAT(tree.nodes, SizeIs(1));
  EXPECT_EQ(tree.left_out, 0u);
}

}  // namespace
}  // namespace perfbench
