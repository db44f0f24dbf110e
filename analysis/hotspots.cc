#include "analysis/hotspots.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace perfbench {

namespace {

void add_to(StackWeight& sum, const StackWeight& weight) {
  sum.weight_ms += weight.weight_ms;
  sum.samples += weight.samples;
}

}  // namespace

std::vector<FrameWeight> frame_weights(const StackProfile& profile) {
  std::vector<FrameWeight> weights(profile.frames().size());
  // The last stack, counted from 1, in which a frame was counted.
  std::vector<std::size_t> counted_in(profile.frames().size(), 0);
  std::size_t number = 0;
  for (const auto& [stack, weight] : profile.stacks()) {
    ++number;
    add_to(weights[stack.back()].self, weight);
    for (const FrameIndex index : stack) {
      if (std::exchange(counted_in[index], number) != number) add_to(weights[index].total, weight);
    }
  }
  return weights;
}

std::vector<Hotspot> find_hotspots(const StackProfile& profile, std::size_t most) {
  const std::vector<FrameWeight> weights = frame_weights(profile);
  std::vector<FrameIndex> order;
  for (FrameIndex index = 0; index < weights.size(); ++index) {
    if (weights[index].self.samples > 0) order.push_back(index);
  }
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(most, order.size()));
  std::partial_sort(order.begin(), end, order.end(), [&](FrameIndex one, FrameIndex other) {
    const auto rank = [&](FrameIndex index) {
      return std::tuple<double, double, const StackFrame&>(-weights[index].self.weight_ms,
                                                           -weights[index].total.weight_ms, profile.frames()[index]);
    };
    return rank(one) < rank(other);
  });
  const double runs = std::max(profile.runs, 1);
  const double whole = profile.total().weight_ms;
  std::vector<Hotspot> hotspots;
  for (auto index = order.begin(); index != end; ++index) {
    const FrameWeight& weight = weights[*index];
    hotspots.push_back({.frame = profile.frames()[*index].function,
                        .weight_ms = weight.self.weight_ms / runs,
                        .samples = weight.self.samples,
                        .module = profile.frames()[*index].module,
                        .share_pct = whole > 0 ? Measured(100 * weight.self.weight_ms / whole) : std::nullopt,
                        .total_weight_ms = weight.total.weight_ms / runs});
  }
  return hotspots;
}

}  // namespace perfbench
