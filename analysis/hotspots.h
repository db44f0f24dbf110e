// A profile -> the functions in which most of the time went.
#pragma once

#include <vector>

#include "model/stack_profile.h"
#include "model/summary.h"

namespace perfbench {

// What a frame weighs in all of a profile's runs.
struct FrameWeight {
  StackWeight self;   // where it is innermost
  StackWeight total;  // where it is at all, however often it calls itself
};

// By the profile's indices of frames.
std::vector<FrameWeight> frame_weights(const StackProfile& profile);

// At most `most`, the heaviest by itself first; no frame without a sample of its own. Times are of one run, samples of
// all.
std::vector<Hotspot> find_hotspots(const StackProfile& profile, std::size_t most);

}  // namespace perfbench
