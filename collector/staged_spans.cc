#include "collector/staged_spans.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "collector/series_registry.h"

namespace perfbench::collector {

namespace {

std::int64_t signed_time(std::uint64_t ns) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(ns, std::numeric_limits<std::int64_t>::max()));
}

}  // namespace

std::uint64_t trace_key_of(std::string_view trace_id) { return XXH3_64bits(trace_id.data(), trace_id.size()); }

std::uint64_t span_number_of(std::string_view span_id) {
  std::uint64_t number = 0;
  if (!span_id.empty()) std::memcpy(&number, span_id.data(), std::min(span_id.size(), sizeof number));
  return number;
}

std::uint32_t StagedSpans::phase_of(const otlp::Span& span) {
  if (attributes_.empty()) return names_.find(span.name);
  phase_ = span.name;
  for (const std::string& wanted : attributes_) {
    const auto found = std::ranges::find(span.attributes, wanted, &otlp::Attribute::key);
    if (found == span.attributes.end()) continue;
    phase_ += " [" + wanted + "=" + texts_of({&*found, 1}).front().second + "]";
  }
  return names_.find(phase_);
}

void StagedSpans::span(const otlp::Span& span) {
  spans_.push_back({.trace_key = trace_key_of(span.trace_id),
                    .span_id = span_number_of(span.span_id),
                    .parent_id = span_number_of(span.parent_span_id),
                    .name = phase_of(span),
                    .start_ns = signed_time(span.start_ns),
                    .end_ns = signed_time(span.end_ns)});
}

}  // namespace perfbench::collector
