// The text of `perf script` -> where the time went. perf is called with kPerfScriptArguments (model/perf_arguments.h):
// a sample is a line with its period in ns and its event, then a line a frame, innermost first, then an empty line.
//
// Modules are named by their files without folders; what was made at run time is "[jit]" or "[anonymous]". A frame
// without a symbol is its module and offset, with the module's build id, unless its address says nothing of another
// run: then it is "[unknown]". Frames of the kernel are kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/error.h"
#include "model/stack_profile.h"

namespace perfbench {

class PerfScriptReader {
 public:
  // `origin` names the text in errors.
  explicit PerfScriptReader(std::string origin) : origin_(std::move(origin)) {}

  // The next bytes of the text, cut anywhere.
  void read(std::string_view bytes);
  // The profile of one run. Lines that cannot be read are counted in its losses. Errors (plan): there are such lines,
  // and not one sample.
  Result<StackProfile> finish() &&;

 private:
  void read_line(std::string_view line);
  void read_event(std::string_view line);
  bool begin_sample(std::string_view line);
  void take_event(std::string_view& line);
  bool read_frame(std::string_view line);
  void end_sample();
  FrameIndex resolved(std::string_view function, std::string_view path);
  FrameIndex unresolved(std::uint64_t address, std::string_view path);

  std::string origin_;
  std::string line_;                                        // under way
  std::unordered_map<std::string, std::string> build_ids_;  // by path
  std::vector<std::string> inlined_;                   // functions, innermost first, whose module the next frame tells
  std::unordered_map<std::string, FrameIndex> known_;  // by function and path: to clean names takes most of the time
  std::string key_;                                    // of known_, kept for its memory
  CallStack stack_;                                    // of the sample under way, innermost first
  StackWeight weight_;
  long long lines_ = 0;
  long long first_unread_line_ = 0;
  StackProfile profile_;
};

Result<StackProfile> read_perf_script(std::string_view text, const std::string& origin);

}  // namespace perfbench
