// The spans of one request, set aside until its body has been read to the end.
#pragma once

#include <string>
#include <vector>

#include "collector/phases.h"
#include "collector/span_names.h"
#include "otlp/values.h"

namespace perfbench::collector {

// Identifiers as they are kept: of a trace its hash, of a span its 8 bytes as a number, 0 of none.
std::uint64_t trace_key_of(std::string_view trace_id);
std::uint64_t span_number_of(std::string_view span_id);

class StagedSpans final : public otlp::SpanSink {
 public:
  // Spans that have one of `attributes` are phases of their own by its value: "handle [route=/users]".
  StagedSpans(SpanNames& names, const std::vector<std::string>& attributes) : names_(names), attributes_(attributes) {}

  void clear() { spans_.clear(); }
  const std::vector<SpanRecord>& spans() const { return spans_; }

  void span(const otlp::Span& span) override;

 private:
  std::uint32_t phase_of(const otlp::Span& span);

  SpanNames& names_;
  const std::vector<std::string>& attributes_;
  std::vector<SpanRecord> spans_;
  std::string phase_;
};

}  // namespace perfbench::collector
