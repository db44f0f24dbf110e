#include "model/stack_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench {

namespace {

constexpr std::string_view kBuildIdMark = " (build-id ";

std::string clean_name(std::string_view name, long long& cut_names) {
  // What is cut is not cleaned either: a name may be as long as a text.
  constexpr std::size_t kMostRead = 4 * StackProfile::kMostNameBytes;
  std::string clean = clean_line(name.substr(0, kMostRead));
  if (clean.size() <= StackProfile::kMostNameBytes && name.size() <= kMostRead) return clean;
  constexpr std::string_view kMore = "…";
  ++cut_names;
  clean.resize(cut_to_bytes(clean, StackProfile::kMostNameBytes - kMore.size()).size());
  return clean += kMore;
}

}  // namespace

StackFrame unresolved_frame(const std::string& module, std::uint64_t offset, std::string_view build_id) {
  StackFrame frame{.function = fmt::format("{}+0x{:x}", module, offset), .module = module};
  if (!build_id.empty()) frame.module += fmt::format("{}{})", kBuildIdMark, build_id);
  return frame;
}

std::string to_string(const StackFrame& frame) {
  if (frame.module.empty()) return frame.function;
  if (frame.module.starts_with('[')) return frame.function + " " + frame.module;  // the kernel
  return fmt::format("{} [{}]", frame.function, frame.module);
}

StackFrame without_offset(const StackFrame& frame) {
  const std::string module = frame.module.substr(0, frame.module.find(kBuildIdMark));
  const std::string prefix = module + "+0x";
  const bool unresolved = !module.empty() && frame.function.starts_with(prefix) &&
                          frame.function.find_first_not_of("0123456789abcdef", prefix.size()) == std::string::npos;
  return unresolved ? StackFrame{.function = module, .module = module} : frame;
}

std::size_t StackProfile::FrameHash::operator()(const StackFrame& frame) const {
  const std::hash<std::string> hash;
  return hash(frame.function) * 31 + hash(frame.module);
}

FrameIndex StackProfile::index_of(std::string_view function, std::string_view module) {
  StackFrame frame{.function = clean_name(function, losses.cut_names), .module = clean_name(module, losses.cut_names)};
  if (frame.function.empty()) frame.function = kUnknownFunction;
  if (const auto found = indices_.find(frame); found != indices_.end()) return found->second;
  if (frames_.size() >= kMostFrames && frame.function != kFoldedFrame && frame.function != kLeftOutFrames) {
    return folded_frame();
  }
  const auto index = static_cast<FrameIndex>(frames_.size());
  frames_.push_back(frame);
  indices_.emplace(std::move(frame), index);
  return index;
}

FrameIndex StackProfile::folded_frame() {
  ++losses.folded_frames;
  return index_of(kFoldedFrame, "");
}

// The outer and the inner half: who called, and who was at work.
CallStack StackProfile::shortened(std::span<const FrameIndex> stack, std::size_t most) {
  const std::size_t inner = most / 2;
  const std::size_t outer = most - inner - 1;
  CallStack kept(stack.begin(), stack.begin() + static_cast<std::ptrdiff_t>(outer));
  kept.push_back(index_of(kLeftOutFrames, ""));
  kept.insert(kept.end(), stack.end() - static_cast<std::ptrdiff_t>(inner), stack.end());
  return kept;
}

void StackProfile::add(std::span<const FrameIndex> stack, const StackWeight& weight) {
  CallStack key(stack.begin(), stack.end());
  if (key.empty()) key.push_back(index_of(kUnknownFunction, ""));
  if (key.size() > kDeepestStack) {
    losses.cut_stacks += weight.samples;
    key = shortened(key, kDeepestStack);
  }
  auto found = stacks_.find(key);
  if (found == stacks_.end() && stack_entries_ + key.size() > kMostStackEntries) {
    losses.cut_stacks += weight.samples;
    key = shortened(key, 2);  // of which there are no more than frames
    found = stacks_.find(key);
  }
  if (found == stacks_.end()) {
    stack_entries_ += key.size();
    found = stacks_.emplace(std::move(key), StackWeight{}).first;
  }
  const long long samples = std::min(weight.samples, kMostSamples - total_.samples);
  for (StackWeight* sum : {&found->second, &total_}) {
    sum->weight_ms += weight.weight_ms;
    sum->samples += samples;
  }
}

std::vector<const StackProfile::Entry*> StackProfile::stacks_by_name() const {
  std::vector<FrameIndex> order(frames_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {}, [&](FrameIndex index) -> const StackFrame& { return frames_[index]; });
  std::vector<FrameIndex> rank(frames_.size());
  for (FrameIndex place = 0; place < order.size(); ++place) rank[order[place]] = place;
  std::vector<const Entry*> entries;
  entries.reserve(stacks_.size());
  for (const Entry& entry : stacks_) entries.push_back(&entry);
  std::ranges::sort(entries, [&](const Entry* one, const Entry* other) {
    return std::ranges::lexicographical_compare(
        one->first, other->first, [&](FrameIndex left, FrameIndex right) { return rank[left] < rank[right]; });
  });
  return entries;
}

void StackProfile::merge(const StackProfile& other) {
  std::vector<FrameIndex> here;
  here.reserve(other.frames_.size());
  for (const StackFrame& frame : other.frames_) here.push_back(index_of(frame.function, frame.module));
  CallStack moved;
  for (const auto& [stack, weight] : other.stacks_) {
    moved.clear();
    for (const FrameIndex index : stack) moved.push_back(here[index]);
    add(moved, weight);
  }
  runs += other.runs;
  losses.lost_samples += other.losses.lost_samples;
  losses.cut_names += other.losses.cut_names;
  losses.folded_frames += other.losses.folded_frames;
  losses.cut_stacks += other.losses.cut_stacks;
  losses.unread_lines += other.losses.unread_lines;
  losses.cut_runs += other.losses.cut_runs;
  losses.unseen_pct = std::max(losses.unseen_pct, other.losses.unseen_pct);
  losses.without_kernel |= other.losses.without_kernel;
}

}  // namespace perfbench
