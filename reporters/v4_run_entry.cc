#include "reporters/v4_run_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/clean_text.h"
#include "reporters/time_text.h"
#include "reporters/v4_hotspots.h"
#include "reporters/v4_value.h"

namespace perfbench {

namespace {

constexpr std::size_t kTailLinesOfWorker = 5;

void write_figures(JsonWriter& writer, const RunFigures& figures) {
  for (const RunFigureSpec& spec : run_figure_specs()) {
    Measured value = figures.*spec.member;
    if (!value && spec.is_addition) continue;
    if (value) *value *= spec.scale;
    writer.key(spec.run_key);
    write_v4_number(writer, value, spec.unit == Unit::count || spec.unit == Unit::kilobytes);
  }
}

void write_signal(JsonWriter& writer, const std::optional<int>& signal) {
  writer.key("signal");
  if (signal) {
    writer.value(*signal);
  } else {
    writer.value(nullptr);
  }
}

// The keys are always there.
void write_trace(JsonWriter& writer, const RunTrace& trace) {
  writer.member("xctrace_trace_path", v4_text(trace.path));
  writer.member("xctrace_hotspots", trace.hotspots.empty() ? nlohmann::ordered_json() : v4_hotspots(trace.hotspots));
}

void write_queue_cancel(JsonWriter& writer, const std::map<std::string, double>& counts) {
  writer.key("queue_cancel_datapoints");
  writer.begin_object();
  for (const auto& [name, count] : counts) {
    writer.key(name);
    write_v4_number(writer, count, true);
  }
  writer.end_object();
}

std::map<std::string, double> queue_cancel_of(const IterationRecord& iteration) {
  std::map<std::string, double> counts;
  for (const WorkerRecord& worker : iteration.workers) {
    for (const auto& [name, count] : worker.queue_cancel) counts[name] += count;
  }
  return counts;
}

// Only of programs that tell some: no key of v4.
void write_metrics(JsonWriter& writer, const std::map<std::string, double>& means) {
  if (means.empty()) return;
  writer.key("worker_metrics");
  writer.begin_object();
  for (const auto& [name, mean] : means) writer.member(name, mean);
  writer.end_object();
}

// Only of workers that were started, and that could send telemetry.
void write_origin(JsonWriter& writer, const WorkerRecord& worker) {
  if (worker.started_at) writer.member("started_at", iso_utc_microseconds(*worker.started_at));
  if (worker.trace == TraceContext()) return;
  writer.member("trace_id", worker.trace.trace_id);
  writer.member("span_id", worker.trace.span_id);
}

void write_worker(JsonWriter& writer, const WorkerRecord& worker) {
  writer.begin_object();
  writer.member("worker_id", worker.worker_id);
  writer.member("return_code", return_code(worker.outcome));
  writer.member("outcome", describe(worker.outcome));
  writer.member("timed_out", timed_out(worker.outcome));
  write_signal(writer, signal_of(worker.outcome));
  write_figures(writer, worker.figures);
  write_queue_cancel(writer, worker.queue_cancel);
  write_metrics(writer, worker.metrics);
  write_origin(writer, worker);
  write_trace(writer, {});
  writer.member("leftover_processes", worker.leftover_processes);
  writer.member("stderr_tail", worker.stderr_tail);
  writer.end_object();
}

std::string outcome_of(const IterationRecord& iteration) {
  if (iteration.workers.size() == 1) return describe(iteration.workers.front().outcome);
  const int failed = failed_workers(iteration);
  return failed == 0 ? "exit 0" : fmt::format("{} of {} workers failed", failed, iteration.workers.size());
}

std::optional<int> first_signal(const IterationRecord& iteration) {
  for (const WorkerRecord& worker : iteration.workers) {
    if (const std::optional<int> signal = signal_of(worker.outcome)) return signal;
  }
  return std::nullopt;
}

// Of several workers, the last lines of each, marked with the worker that wrote them.
std::string stderr_tail_of(const IterationRecord& iteration) {
  if (iteration.workers.size() == 1) return iteration.workers.front().stderr_tail;
  std::string tail;
  for (const WorkerRecord& worker : iteration.workers) {
    for (const std::string& line : last_lines(worker.stderr_tail, kTailLinesOfWorker)) {
      if (!tail.empty()) tail += '\n';
      tail += fmt::format("worker={} rc={}: {}", worker.worker_id, return_code(worker.outcome), line);
    }
  }
  return tail;
}

int leftover_processes(const IterationRecord& iteration) {
  int processes = 0;
  for (const WorkerRecord& worker : iteration.workers) processes += worker.leftover_processes;
  return processes;
}

}  // namespace

void write_v4_run_members(JsonWriter& writer, const IterationRecord& iteration, const RunTrace& trace) {
  writer.member("iteration", iteration.iteration);
  write_figures(writer, iteration.figures);
  writer.member("return_code", return_code(iteration));
  writer.member("outcome", outcome_of(iteration));
  writer.member("timed_out",
                std::ranges::any_of(iteration.workers, [](const auto& w) { return timed_out(w.outcome); }));
  write_signal(writer, first_signal(iteration));
  writer.member("worker_count", iteration.workers.size());
  writer.member("successful_runs", successful_workers(iteration));
  writer.member("failed_runs", failed_workers(iteration));
  write_queue_cancel(writer, queue_cancel_of(iteration));
  if (iteration.workers.size() == 1) {
    write_metrics(writer, iteration.workers.front().metrics);
    write_origin(writer, iteration.workers.front());
  }
  write_trace(writer, trace);
  writer.member("leftover_processes", leftover_processes(iteration));
  writer.member("stderr_tail", stderr_tail_of(iteration));
  if (iteration.workers.size() <= 1) return;
  writer.key("worker_results");
  writer.begin_array();
  for (const WorkerRecord& worker : iteration.workers) write_worker(writer, worker);
  writer.end_array();
}

}  // namespace perfbench
