// Profiles as one tree of calls, whose nodes are in the order of their names.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/stack_profile.h"

namespace perfbench {

// Weights are of all runs of the profile, its samples of the place in the tree.
struct CallNode {
  std::uint32_t parent = 0;            // of the nodes before it; the root's is itself
  FrameIndex frame = 0;                // of CallTree::frames; the root has none
  std::array<StackWeight, 2> self{};   // of the profile, and of the one before it
  std::array<StackWeight, 2> total{};  // with all that it called
};

struct CallTree {
  std::vector<StackFrame> frames;
  std::vector<CallNode> nodes;  // the root first, each before what it called
  std::size_t left_out = 0;     // nodes that were too light
};

// At most `most` nodes. `before` may be null.
CallTree make_call_tree(const StackProfile& profile, const StackProfile* before, std::size_t most);

}  // namespace perfbench
