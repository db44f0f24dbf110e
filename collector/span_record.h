// What is kept of a span until its worker is folded into the phases.
#pragma once

#include <cstdint>

namespace perfbench::collector {

// Times are nanoseconds since 1970.
struct SpanRecord {
  std::uint64_t trace_key = 0;  // hash of the trace's id
  std::uint64_t span_id = 0;
  std::uint64_t parent_id = 0;  // 0: none
  std::uint32_t name = 0;       // index into the caller's names
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
};

struct Window {
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
};

// `start` <= `end`, which may lie further apart than a signed number tells.
constexpr std::uint64_t nanoseconds_between(std::int64_t start, std::int64_t end) {
  return static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(start);
}

}  // namespace perfbench::collector
