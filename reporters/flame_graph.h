// A profile as a page of HTML in which one looks around: all in one file, which loads nothing, works without a network,
// and runs no other script than its own, whatever the names of functions are.
#pragma once

#include <string>

#include "model/stack_profile.h"

namespace perfbench {

struct FlameGraph {
  // More calls are left out, the lightest ones; the page says so.
  static constexpr std::size_t kMostCalls = 50'000;

  std::string title;
  const StackProfile& profile;
  const StackProfile* before = nullptr;  // what calls are coloured by their growth against
};

std::string render_flame_graph(const FlameGraph& graph);

}  // namespace perfbench
