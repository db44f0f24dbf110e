#include "analysis/hotspot_change.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "analysis/library_code.h"
#include "analysis/sampled_change.h"

namespace perfbench {

namespace {

// Fewer samples on both sides together can never be told from noise, and are not tested.
constexpr double kFewestSamples = 8;

enum Side : std::size_t { kBefore, kNow };

struct SideWeights {
  std::array<StackWeight, 2> sides;
  void add(Side side, const StackWeight& weight) {
    sides[side].weight_ms += weight.weight_ms;
    sides[side].samples += weight.samples;
  }
};

using FramePair = std::pair<FrameIndex, FrameIndex>;

CallStack distinct(CallStack frames) {
  std::ranges::sort(frames);
  frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
  return frames;
}

// The weights of both profiles by the frames of one table.
class BothProfiles {
 public:
  BothProfiles(const StackProfile& before, const StackProfile& now) {
    take(kBefore, before);
    take(kNow, now);
  }

  HotspotChanges changes() const {
    HotspotChanges result;
    result.whole = per_run(whole_);
    std::set<FrameIndex> told;
    const auto tested = static_cast<double>(std::ranges::count_if(own_, enough));
    for (FrameIndex frame = 0; frame < own_.size(); ++frame) {
      if (!enough(own_[frame]) || !is_significant(z_of(own_[frame]), tested)) continue;
      told.insert(frame);
      result.changes.push_back(change_of(frame, own_[frame]));
    }
    if (auto spread = spread_change(told, tested)) result.changes.push_back(std::move(*spread));
    std::ranges::sort(result.changes, [](const HotspotChange& one, const HotspotChange& other) {
      const double left = ranked(one).change_ms();
      const double right = ranked(other).change_ms();
      if ((left > 0) != (right > 0)) return left > 0;
      return std::abs(left) != std::abs(right) ? std::abs(left) > std::abs(right) : one.frame < other.frame;
    });
    return result;
  }

 private:
  // A stack by the table's frames: calls of a function by itself are one.
  struct Stack {
    Side side;
    CallStack frames;
    StackWeight weight;
    FrameIndex owner;
  };

  static bool enough(const SideWeights& weights) {
    return static_cast<double>(weights.sides[kBefore].samples + weights.sides[kNow].samples) >= kFewestSamples;
  }

  static const TimeChange& ranked(const HotspotChange& change) { return change.spread ? change.total : change.own; }

  FrameIndex index_of(const StackFrame& frame) {
    const auto [found, added] = indices_.emplace(without_offset(frame), static_cast<FrameIndex>(frames_.size()));
    if (added) {
      frames_.push_back(found->first);
      is_library_.push_back(is_library_code(found->first));
    }
    return found->second;
  }

  void take(Side side, const StackProfile& profile) {
    runs_[side] = std::max(profile.runs, 1);
    std::vector<FrameIndex> here;
    for (const StackFrame& frame : profile.frames()) here.push_back(index_of(frame));
    for (auto* weights : {&self_, &own_, &total_}) weights->resize(frames_.size());
    for (const auto& [stack, weight] : profile.stacks()) {
      Stack mine{.side = side, .frames = {}, .weight = weight, .owner = 0};
      for (const FrameIndex index : stack) {
        if (mine.frames.empty() || mine.frames.back() != here[index]) mine.frames.push_back(here[index]);
      }
      add(mine);
      stacks_.push_back(std::move(mine));
    }
  }

  void add(Stack& stack) {
    const auto is_own = [&](FrameIndex frame) { return !is_library_[frame]; };
    const auto owner = std::find_if(stack.frames.rbegin(), stack.frames.rend(), is_own);
    const FrameIndex leaf = stack.frames.back();
    stack.owner = owner == stack.frames.rend() ? leaf : *owner;
    whole_.add(stack.side, stack.weight);
    self_[leaf].add(stack.side, stack.weight);
    own_[stack.owner].add(stack.side, stack.weight);
    for (const FrameIndex frame : distinct(stack.frames)) {
      total_[frame].add(stack.side, stack.weight);
    }
    leaves_[{stack.owner, leaf}].add(stack.side, stack.weight);
    if (owner == stack.frames.rend()) return;
    const auto caller = std::find_if(owner, stack.frames.rend(),
                                     [&](FrameIndex frame) { return is_own(frame) && frame != stack.owner; });
    if (caller != stack.frames.rend()) callers_[{stack.owner, *caller}].add(stack.side, stack.weight);
  }

  TimeChange per_run(const SideWeights& weights) const {
    return {.before_ms = weights.sides[kBefore].weight_ms / runs_[kBefore],
            .now_ms = weights.sides[kNow].weight_ms / runs_[kNow]};
  }

  // Where a profile has no samples, their rate is taken to be that of the other.
  double exposure(Side side) const {
    const bool is_sampled = whole_.sides[side].samples > 0;
    const StackWeight& weight = whole_.sides[is_sampled == (side == kNow) ? kNow : kBefore];
    return weight.weight_ms > 0 ? runs_[side] * static_cast<double>(weight.samples) / weight.weight_ms : runs_[side];
  }

  double z_of(const SideWeights& weights) const {
    return sampled_change_z({.before = static_cast<double>(weights.sides[kBefore].samples),
                             .now = static_cast<double>(weights.sides[kNow].samples),
                             .exposure_before = exposure(kBefore),
                             .exposure_now = exposure(kNow)});
  }

  double share_pct(const SideWeights& weights, Side side) const {
    const double whole = whole_.sides[side].weight_ms;
    return whole > 0 ? 100 * weights.sides[side].weight_ms / whole : 0;
  }

  HotspotChange change_of(FrameIndex frame, const SideWeights& told_by) const {
    HotspotChange change;
    change.frame = frames_[frame];
    change.self = per_run(self_[frame]);
    change.own = per_run(own_[frame]);
    change.total = per_run(total_[frame]);
    change.share_before_pct = share_pct(own_[frame], kBefore);
    change.share_now_pct = share_pct(own_[frame], kNow);
    change.samples_before = told_by.sides[kBefore].samples;
    change.samples_now = told_by.sides[kNow].samples;
    change.z = z_of(told_by);
    constexpr double kMostOfIt = 0.8;
    const double changed = change.own.change_ms();
    change.leaf = largest_part(leaves_, frame, changed / 2);
    if (change.leaf && change.leaf->frame == change.frame) change.leaf.reset();
    change.caller = largest_part(callers_, frame, kMostOfIt * changed);
    if (callers_of(frame) < 2) change.caller.reset();
    return change;
  }

  // Of the pairs with `frame`, the one that changed by more than `least`, in its direction.
  std::optional<ChangeThere> largest_part(const std::map<FramePair, SideWeights>& pairs, FrameIndex frame,
                                          double least) const {
    std::optional<ChangeThere> largest;
    double most = std::abs(least);
    for (auto at = pairs.lower_bound({frame, 0}); at != pairs.end() && at->first.first == frame; ++at) {
      const TimeChange time = per_run(at->second);
      const double changed = least < 0 ? -time.change_ms() : time.change_ms();
      if (changed <= most) continue;
      most = changed;
      largest = ChangeThere{.frame = frames_[at->first.second], .time = time};
    }
    return largest;
  }

  std::size_t callers_of(FrameIndex frame) const {
    const auto begin = callers_.lower_bound({frame, 0});
    return static_cast<std::size_t>(std::distance(begin, callers_.lower_bound({frame + 1, 0})));
  }

  // The function around the most of what changed in stacks whose owners are not told of, and around the least besides.
  std::optional<HotspotChange> spread_change(const std::set<FrameIndex>& told, double tested) const {
    std::vector<SideWeights> rest(frames_.size());
    for (const Stack& stack : stacks_) {
      if (told.contains(stack.owner)) continue;
      for (const FrameIndex frame : distinct(stack.frames)) {
        rest[frame].add(stack.side, stack.weight);
      }
    }
    std::optional<FrameIndex> around;
    double most = 0;
    const auto changed = [&](FrameIndex frame) { return std::abs(per_run(rest[frame]).change_ms()); };
    const auto is_told = [&](FrameIndex frame) {
      return !is_library_[frame] && enough(rest[frame]) && is_significant(z_of(rest[frame]), tested);
    };
    for (FrameIndex frame = 0; frame < rest.size(); ++frame) {
      if (is_told(frame)) most = std::max(most, changed(frame));
    }
    constexpr double kMostOfIt = 0.8;
    for (FrameIndex frame = 0; frame < rest.size(); ++frame) {
      if (most == 0 || !is_told(frame) || changed(frame) < kMostOfIt * most) continue;
      if (!around || per_run(rest[frame]).now_ms < per_run(rest[*around]).now_ms) around = frame;
    }
    if (!around) return std::nullopt;
    HotspotChange change = change_of(*around, rest[*around]);
    change.spread = true;
    change.leaf.reset();
    change.caller.reset();
    return change;
  }

  std::map<StackFrame, FrameIndex> indices_;
  std::vector<StackFrame> frames_;
  std::vector<bool> is_library_;
  std::array<double, 2> runs_{};
  SideWeights whole_;
  std::vector<SideWeights> self_;             // by frame, as are the next two
  std::vector<SideWeights> own_;              // with the library code that it called
  std::vector<SideWeights> total_;            // with all that it called
  std::map<FramePair, SideWeights> leaves_;   // by owner and innermost frame
  std::map<FramePair, SideWeights> callers_;  // by owner and the function that called it
  std::vector<Stack> stacks_;
};

}  // namespace

HotspotChanges compare_hotspots(const StackProfile& before, const StackProfile& now) {
  return BothProfiles(before, now).changes();
}

}  // namespace perfbench
