#include "model/diagnosis.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace perfbench {

std::string to_string(Cause cause) {
  switch (cause) {
    case Cause::function:
      return "function";
    case Cause::phase:
      return "phase";
    case Cause::cpu:
      return "cpu";
    case Cause::waiting:
      return "waiting";
    case Cause::scheduling:
      return "scheduling";
    case Cause::memory:
      return "memory";
    case Cause::io:
      break;
  }
  return "io";
}

bool is_on_time(const SlaRule& rule) {
  constexpr std::array<std::string_view, 6> kTimeFigures = {
      "latency_ms", "throughput_runs_per_sec", "user_cpu_sec", "system_cpu_sec", "cpu_pct", "cold_warm"};
  return std::ranges::find(kTimeFigures, rule.path.segments.front()) != kTimeFigures.end();
}

}  // namespace perfbench
