#include "reporters/v4_run_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/clean_text.h"
#include "reporters/v4_value.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kTailLinesOfWorker = 5;

// The keys are known to be distinct: no search for an earlier one.
void put(ordered_json& object, std::string_view key, ordered_json value) {
  object.get_ref<ordered_json::object_t&>().emplace_back(std::string(key), std::move(value));
}

void put_figures(ordered_json& entry, const RunFigures& figures) {
  for (const RunFigureSpec& spec : run_figure_specs()) {
    Measured value = figures.*spec.member;
    if (value) *value *= spec.scale;
    const bool integral = spec.unit == Unit::count || spec.unit == Unit::kilobytes;
    put(entry, spec.run_key, v4_number(value, integral));
  }
}

// Filled by probes of their own; the keys are always there.
void put_traces(ordered_json& entry) {
  put(entry, "xctrace_trace_path", nullptr);
  put(entry, "xctrace_hotspots", nullptr);
}

ordered_json worker_entry(const WorkerRecord& worker) {
  ordered_json entry = ordered_json::object();
  const std::optional<int> signal = signal_of(worker.outcome);
  put(entry, "worker_id", worker.worker_id);
  put(entry, "return_code", return_code(worker.outcome));
  put(entry, "outcome", describe(worker.outcome));
  put(entry, "timed_out", timed_out(worker.outcome));
  put(entry, "signal", signal ? ordered_json(*signal) : ordered_json());
  put_figures(entry, worker.figures);
  put_traces(entry);
  put(entry, "leftover_processes", worker.leftover_processes);
  put(entry, "stderr_tail", worker.stderr_tail);
  return entry;
}

std::string outcome_of(const IterationRecord& iteration) {
  if (iteration.workers.size() == 1) return describe(iteration.workers.front().outcome);
  const int failed = failed_workers(iteration);
  return failed == 0 ? "exit 0" : fmt::format("{} of {} workers failed", failed, iteration.workers.size());
}

ordered_json first_signal(const IterationRecord& iteration) {
  for (const WorkerRecord& worker : iteration.workers) {
    if (const std::optional<int> signal = signal_of(worker.outcome)) return *signal;
  }
  return nullptr;
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

ordered_json v4_run_entry(const IterationRecord& iteration) {
  ordered_json entry = ordered_json::object();
  put(entry, "iteration", iteration.iteration);
  put_figures(entry, iteration.figures);
  put(entry, "return_code", return_code(iteration));
  put(entry, "outcome", outcome_of(iteration));
  put(entry, "timed_out", std::ranges::any_of(iteration.workers, [](const auto& w) { return timed_out(w.outcome); }));
  put(entry, "signal", first_signal(iteration));
  put(entry, "worker_count", iteration.workers.size());
  put(entry, "successful_runs", successful_workers(iteration));
  put(entry, "failed_runs", failed_workers(iteration));
  put(entry, "otel_payload_count", nullptr);
  put(entry, "metric_datapoint_count", nullptr);
  put(entry, "queue_cancel_datapoints", ordered_json::object());
  put_traces(entry);
  put(entry, "leftover_processes", leftover_processes(iteration));
  put(entry, "stderr_tail", stderr_tail_of(iteration));
  if (iteration.workers.size() > 1) {
    ordered_json workers = ordered_json::array();
    for (const WorkerRecord& worker : iteration.workers) workers.push_back(worker_entry(worker));
    put(entry, "worker_results", std::move(workers));
  }
  return entry;
}

}  // namespace perfbench
