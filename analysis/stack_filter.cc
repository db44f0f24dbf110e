#include "analysis/stack_filter.h"

#include <algorithm>
#include <vector>

namespace perfbench {

StackProfile without_module(const StackProfile& profile, std::string_view module) {
  StackProfile rest;
  rest.runs = profile.runs;
  rest.losses = profile.losses;
  const auto& frames = profile.frames();
  std::vector<FrameIndex> stack;
  for (const auto& [indices, weight] : profile.stacks()) {
    if (std::ranges::any_of(indices, [&](FrameIndex index) { return frames[index].module == module; })) continue;
    stack.clear();
    for (const FrameIndex index : indices) stack.push_back(rest.index_of(frames[index].function, frames[index].module));
    rest.add(stack, weight);
  }
  return rest;
}

}  // namespace perfbench
