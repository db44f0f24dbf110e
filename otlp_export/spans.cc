#include "otlp_export/spans.h"

#include <algorithm>
#include <protozero/pbf_writer.hpp>

#include "model/hex.h"
#include "otlp_export/resource.h"

namespace perfbench::otlp_export {

namespace {

using TimePoint = std::chrono::system_clock::time_point;

constexpr std::size_t kWorkersOfRequest = 1000;

enum ScopeSpansField : unsigned { kSpans = 2 };
enum SpanField : unsigned {
  kTraceId = 1,
  kSpanId = 2,
  kParentSpanId = 4,
  kSpanName = 5,
  kKind = 6,
  kStart = 7,
  kEnd = 8,
  kSpanAttributes = 9,
  kLinks = 13,
  kStatus = 15
};
enum LinkField : unsigned { kLinkTraceId = 1, kLinkSpanId = 2 };
enum StatusField : unsigned { kMessage = 2, kCode = 3 };
constexpr int kInternal = 1;  // SPAN_KIND_INTERNAL
constexpr int kError = 2;     // STATUS_CODE_ERROR

// In bytes, as they are sent.
struct Ids {
  std::string trace;
  std::string span;
};

struct Span {
  Ids ids;
  std::string parent;  // empty: it is a root
  std::string name;
  TimePoint start;
  TimePoint end;
  Attributes attributes;
  std::string error;  // why it failed; empty: it did not
  Ids link;           // to another span; empty: none
};

std::string encoded(const Span& span) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  writer.add_bytes(kTraceId, span.ids.trace);
  writer.add_bytes(kSpanId, span.ids.span);
  if (!span.parent.empty()) writer.add_bytes(kParentSpanId, span.parent);
  writer.add_string(kSpanName, span.name);
  writer.add_enum(kKind, kInternal);
  writer.add_fixed64(kStart, unix_nanoseconds(span.start));
  writer.add_fixed64(kEnd, unix_nanoseconds(span.end));
  bytes += attribute_fields(kSpanAttributes, span.attributes);
  if (!span.link.span.empty()) {
    protozero::pbf_writer link(writer, kLinks);
    link.add_bytes(kLinkTraceId, span.link.trace);
    link.add_bytes(kLinkSpanId, span.link.span);
  }
  if (!span.error.empty()) {
    protozero::pbf_writer status(writer, kStatus);
    status.add_string(kMessage, span.error);
    status.add_enum(kCode, kError);
  }
  return bytes;
}

class SpanList {
 public:
  SpanList(const ExportedRun& exported, const RandomId& random_id) : exported_(exported), random_id_(random_id) {}

  std::vector<std::string> requests() && {
    if (exported_.started) add_run();
    std::size_t workers = 0;
    for (const IterationRecord& iteration : exported_.iterations) {
      for (const WorkerRecord& worker : iteration.workers) {
        if (!worker.started_at) continue;
        add_worker(iteration.iteration, worker);
        if (++workers % kWorkersOfRequest == 0) end_request();
      }
    }
    end_request();
    return std::move(requests_);
  }

 private:
  static constexpr std::size_t kTraceIdBytes = kTraceIdDigits / 2;
  static constexpr std::size_t kSpanIdBytes = kSpanIdDigits / 2;

  void add(const Span& span) { protozero::pbf_writer(spans_).add_message(kSpans, encoded(span)); }

  void end_request() {
    if (!spans_.empty()) requests_.push_back(request_of(exported_, spans_));
    spans_.clear();
  }

  void add_run() {
    run_ = {.trace = random_id_(kTraceIdBytes), .span = random_id_(kSpanIdBytes)};
    const SavedResult& result = exported_.run.result;
    const std::string verdict = result.verdict.value_or("");
    const bool is_good = verdict.empty() || verdict == to_string(Verdict::pass);
    const auto iterations = static_cast<std::int64_t>(exported_.iterations.size());
    add({.ids = run_,
         .parent = {},
         .name = "perfbench.run",
         .start = *exported_.started,
         .end = std::max(*exported_.started, exported_.ended),
         .attributes = {{"perfbench.result", run_name(exported_)},
                        {"perfbench.verdict", verdict},
                        {"perfbench.reason", exported_.run.reason},
                        {"perfbench.iterations", iterations}},
         .error = is_good ? "" : verdict + (exported_.run.reason.empty() ? "" : ": " + exported_.run.reason),
         .link = {}});
  }

  Ids ids_of(const TraceContext& trace) const {
    const auto trace_id = bytes_of_hex(trace.trace_id);
    const auto span_id = bytes_of_hex(trace.span_id);
    if (trace_id && span_id && !trace_id->empty()) return {.trace = *trace_id, .span = *span_id};
    return {.trace = random_id_(kTraceIdBytes), .span = random_id_(kSpanIdBytes)};
  }

  Attributes attributes_of(int iteration, const WorkerRecord& worker) const {
    Attributes attributes = {{"perfbench.result", run_name(exported_)},
                             {"perfbench.iteration", std::int64_t{iteration}},
                             {"perfbench.worker", std::int64_t{worker.worker_id}},
                             {"perfbench.outcome", describe(worker.outcome)}};
    if (const auto* exited = std::get_if<Exited>(&worker.outcome)) {
      attributes.emplace_back("process.exit.code", std::int64_t{exited->code});
    }
    if (const auto signal = signal_of(worker.outcome)) {
      attributes.emplace_back("perfbench.signal", std::int64_t{*signal});
    }
    for (const RunFigureSpec& spec : run_figure_specs()) {
      const Measured value = worker.figures.*spec.member;
      if (value) attributes.emplace_back("perfbench." + std::string(spec.run_key), *value * spec.scale);
    }
    return attributes;
  }

  // The steps of which it is known when they were: one after the other before the worker's first instruction, and after
  // its last.
  void add_worker(int iteration, const WorkerRecord& worker) {
    const Ids ids = ids_of(worker.trace);
    const auto later = [](TimePoint time, const Measured& ms) {
      const std::chrono::duration<double, std::milli> length(ms.value_or(0));
      return time + std::chrono::round<std::chrono::nanoseconds>(length);
    };
    const RunFigures& figures = worker.figures;
    const TimePoint start = *worker.started_at;
    const TimePoint ended = later(start, figures.duration_ms);
    const TimePoint drained = later(ended, figures.communicate_ms);
    add({.ids = ids,
         .parent = {},
         .name = "perfbench.worker",
         .start = start,
         .end = later(drained, figures.parse_stats_ms),
         .attributes = attributes_of(iteration, worker),
         .error = succeeded(worker.outcome) ? "" : describe(worker.outcome),
         .link = run_});
    const auto add_step = [&](const char* name, TimePoint from, const Measured& ms) {
      if (!ms) return;
      add({.ids = {.trace = ids.trace, .span = random_id_(kSpanIdBytes)},
           .parent = ids.span,
           .name = name,
           .start = from,
           .end = later(from, ms),
           .attributes = {},
           .error = {},
           .link = {}});
    };
    add_step("perfbench.spawn_proc", start, figures.spawn_proc_ms);
    add_step("perfbench.communicate", ended, figures.communicate_ms);
    add_step("perfbench.parse_stats", drained, figures.parse_stats_ms);
  }

  const ExportedRun& exported_;
  const RandomId& random_id_;
  Ids run_;  // empty where it is not told
  std::string spans_;
  std::vector<std::string> requests_;
};

}  // namespace

std::vector<std::string> span_requests(const ExportedRun& exported, const RandomId& random_id) {
  return SpanList(exported, random_id).requests();
}

}  // namespace perfbench::otlp_export
