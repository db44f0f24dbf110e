// Spans for tests.
#pragma once

#include "collector/span_record.h"

namespace perfbench::collector {

// Of trace 1. Times are milliseconds.
inline SpanRecord span_of(std::uint64_t id, std::uint64_t parent, std::uint32_t name, std::int64_t start_ms,
                          std::int64_t end_ms) {
  return {.trace_key = 1,
          .span_id = id,
          .parent_id = parent,
          .name = name,
          .start_ns = start_ms * 1'000'000,
          .end_ns = end_ms * 1'000'000};
}

}  // namespace perfbench::collector
