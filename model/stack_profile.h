// Where time went: call stacks with their weights, as a sampling profiler saw them. Names are clean text
// (clean_text.h), and memory is bounded whatever is added: what is over a limit is folded together and counted.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace perfbench {

struct StackFrame {
  std::string function;  // demangled; never empty
  std::string module;    // the name of its file, "[kernel.kallsyms]", "[jit]"; empty where unknown
  bool operator==(const StackFrame&) const = default;
  auto operator<=>(const StackFrame&) const = default;
};

inline constexpr std::string_view kUnknownFunction = "[unknown]";

// The frame at an offset into a module that has no symbol there: "app+0x1834" of "app (build-id 48dc54...)".
StackFrame unresolved_frame(const std::string& module, std::uint64_t offset, std::string_view build_id);
// What the frame is called in any build: of an unresolved one the module alone, since its offsets are those of one
// build.
StackFrame without_offset(const StackFrame& frame);
// "function [module]".
std::string to_string(const StackFrame& frame);

using FrameIndex = std::uint32_t;
using CallStack = std::vector<FrameIndex>;  // outermost first

struct StackWeight {
  double weight_ms = 0;
  long long samples = 0;
  bool operator==(const StackWeight&) const = default;
};

inline constexpr std::string_view kWithoutKernelNote =
    "without the time in the kernel, which perf may not record here (sudo sysctl kernel.perf_event_paranoid=1)";

// What is not in a profile as it was.
struct ProfileLosses {
  long long lost_samples = 0;   // that the profiler says it lost
  long long cut_names = 0;      // frames whose names were cut
  long long folded_frames = 0;  // times that a frame stands as kFoldedFrame
  long long cut_stacks = 0;     // samples whose stacks lost frames of their middle, or all but the innermost
  long long unread_lines = 0;   // of the text that it was read from
  long long cut_runs = 0;       // whose recording ended before they did
  long long unseen_pct = 0;     // of the CPU time, where it is notable: in processes too short for a sample
  bool without_kernel = false;  // the profiler might not record the time spent in the kernel
  bool operator==(const ProfileLosses&) const = default;
};

class StackProfile {
 public:
  static constexpr std::size_t kMostNameBytes = 1'000;
  static constexpr std::size_t kMostFrames = 50'000;
  static constexpr std::size_t kDeepestStack = 500;
  static constexpr std::size_t kMostStackEntries = 4'000'000;           // frames of all distinct stacks together
  static constexpr long long kMostSamples = 1'000'000'000'000'000'000;  // in all; more are not counted
  static constexpr std::string_view kFoldedFrame = "[frames over the limit]";
  static constexpr std::string_view kLeftOutFrames = "[frames left out]";

  // The index of the frame, which is added unless it is there.
  FrameIndex index_of(std::string_view function, std::string_view module);
  // Adds to the weight of the stack; an empty one counts for kUnknownFunction. Weights are finite and not negative, the
  // indices are of this profile.
  void add(std::span<const FrameIndex> stack, const StackWeight& weight);
  // Adds the stacks, losses and runs of another profile.
  void merge(const StackProfile& other);

  const std::vector<StackFrame>& frames() const { return frames_; }
  const std::map<CallStack, StackWeight>& stacks() const { return stacks_; }
  const StackWeight& total() const { return total_; }
  // The stacks by the names of their frames, so that what is written of the same samples is the same.
  using Entry = std::map<CallStack, StackWeight>::value_type;
  std::vector<const Entry*> stacks_by_name() const;

  int runs = 0;  // profiled worker runs that the weights are the sum of
  ProfileLosses losses;

 private:
  struct FrameHash {
    std::size_t operator()(const StackFrame& frame) const;
  };

  FrameIndex folded_frame();
  CallStack shortened(std::span<const FrameIndex> stack, std::size_t most);

  std::vector<StackFrame> frames_;
  std::unordered_map<StackFrame, FrameIndex, FrameHash> indices_;
  std::map<CallStack, StackWeight> stacks_;
  std::size_t stack_entries_ = 0;
  StackWeight total_;
};

}  // namespace perfbench
