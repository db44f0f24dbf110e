// What holds of every profile, whatever it was read from.
#pragma once

#include <cmath>

#include "model/clean_text.h"
#include "model/stack_profile.h"
#include "require.h"

namespace perfbench::fuzz {

inline void check_profile(const StackProfile& profile) {
  require(profile.runs >= 0, "a profile has no fewer runs than none");
  for (const StackFrame& frame : profile.frames()) {
    require(!frame.function.empty(), "a function has a name");
    for (const std::string& name : {frame.function, frame.module}) {
      require(name.size() <= StackProfile::kMostNameBytes, "a name is no longer than its limit");
      require(clean_lines(name) == name && name.find('\n') == std::string::npos, "a name is clean text");
    }
  }
  long long samples = 0;
  for (const auto& [stack, weight] : profile.stacks()) {
    require(!stack.empty() && stack.size() <= StackProfile::kDeepestStack, "a stack has frames, and not too many");
    for (const FrameIndex index : stack) require(index < profile.frames().size(), "a stack is of the profile's frames");
    require(std::isfinite(weight.weight_ms) && weight.weight_ms >= 0, "a weight is a number");
    require(weight.samples >= 0, "samples are no fewer than none");
    samples += weight.samples;
  }
  require(samples == profile.total().samples, "the whole is the sum of its stacks");
}

}  // namespace perfbench::fuzz
