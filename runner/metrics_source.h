// Where a worker puts metrics of its own (WorkerPlan::metrics_jsonl).
#pragma once

#include <string_view>

namespace perfbench {

inline constexpr std::string_view kStdout = "stdout";
inline constexpr std::string_view kStderr = "stderr";

inline bool is_metrics_file(std::string_view source) {
  return !source.empty() && source != kStdout && source != kStderr;
}

}  // namespace perfbench
