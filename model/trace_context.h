// A span that a worker can make the parent of its own, as TRACEPARENT tells it.
#pragma once

#include <string>

namespace perfbench {

// Both empty: none.
struct TraceContext {
  std::string trace_id;  // 32 lower-case hexadecimal digits, not all 0
  std::string span_id;   // 16 of them

  bool operator==(const TraceContext&) const = default;
};

constexpr std::size_t kTraceIdDigits = 32;
constexpr std::size_t kSpanIdDigits = 16;

}  // namespace perfbench
