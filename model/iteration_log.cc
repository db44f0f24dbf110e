#include "model/iteration_log.h"

#include <algorithm>

#include "model/hex.h"

namespace perfbench {

namespace {

bool same_figures(const RunFigures& a, const RunFigures& b) {
  for (Measured RunFigures::*member : run_figure_members()) {
    if (a.*member != b.*member) return false;
  }
  return true;
}

}  // namespace

IterationLog::IterationLog(const std::vector<IterationRecord>& iterations) {
  for (const IterationRecord& iteration : iterations) push_back(iteration);
}

void IterationLog::push_back(const IterationRecord& iteration) {
  Entry entry{.iteration = iteration.iteration,
              .first_worker = static_cast<std::uint32_t>(worker_figures_.size()),
              .worker_count = static_cast<std::uint32_t>(iteration.workers.size()),
              .own_figures = kOfItsWorker};
  for (const WorkerRecord& worker : iteration.workers) push_worker(worker);
  if (iteration.workers.size() != 1 || !same_figures(iteration.figures, iteration.workers.front().figures)) {
    entry.own_figures = static_cast<std::uint32_t>(iteration_figures_.size());
    iteration_figures_.push_back(iteration.figures);
  }
  iterations_.push_back(entry);
}

void IterationLog::push_worker(const WorkerRecord& worker) {
  const auto index = static_cast<std::uint32_t>(worker_figures_.size());
  worker_figures_.push_back(worker.figures);
  worker_ids_.push_back(worker.worker_id);
  starts_.push_back(worker.started_at);
  push_trace(index, worker.trace);
  if (!succeeded(worker.outcome)) failures_.emplace(index, worker.outcome);
  if (worker.leftover_processes != 0) leftovers_.emplace(index, worker.leftover_processes);
  if (!worker.metrics.empty()) metrics_.emplace(index, worker.metrics);
  if (!worker.queue_cancel.empty()) queue_cancel_.emplace(index, worker.queue_cancel);
  if (worker.stderr_tail.empty()) return;
  const bool repeated = !stderr_tails_.empty() && *stderr_tails_.rbegin()->second == worker.stderr_tail;
  stderr_tails_.emplace_hint(
      stderr_tails_.end(), index,
      repeated ? stderr_tails_.rbegin()->second : std::make_shared<const std::string>(worker.stderr_tail));
}

const IterationRecord IterationLog::operator[](std::size_t index) const {
  const Entry& entry = iterations_.at(index);
  IterationRecord iteration{.iteration = entry.iteration, .workers = {}, .figures = {}};
  iteration.workers.reserve(entry.worker_count);
  for (std::uint32_t i = 0; i < entry.worker_count; ++i) iteration.workers.push_back(worker(entry.first_worker + i));
  iteration.figures =
      entry.own_figures == kOfItsWorker ? iteration.workers.front().figures : iteration_figures_.row(entry.own_figures);
  return iteration;
}

WorkerRecord IterationLog::worker(std::uint32_t index) const {
  WorkerRecord worker;
  worker.worker_id = worker_ids_[index];
  worker.started_at = starts_[index];
  worker.trace = trace(index);
  worker.figures = worker_figures_.row(index);
  if (const auto failure = failures_.find(index); failure != failures_.end()) worker.outcome = failure->second;
  if (const auto tail = stderr_tails_.find(index); tail != stderr_tails_.end()) worker.stderr_tail = *tail->second;
  if (const auto means = metrics_.find(index); means != metrics_.end()) worker.metrics = means->second;
  if (const auto counts = queue_cancel_.find(index); counts != queue_cancel_.end())
    worker.queue_cancel = counts->second;
  if (const auto left = leftovers_.find(index); left != leftovers_.end()) worker.leftover_processes = left->second;
  return worker;
}

void IterationLog::push_trace(std::uint32_t index, const TraceContext& trace) {
  const auto bytes = bytes_of_hex(trace.trace_id + trace.span_id);
  if (!bytes || bytes->size() != PackedTrace().size()) return;
  traces_.resize(index + std::size_t{1});
  std::ranges::copy(*bytes, traces_.back().begin());
}

TraceContext IterationLog::trace(std::uint32_t index) const {
  constexpr PackedTrace kNone{};
  if (index >= traces_.size() || traces_[index] == kNone) return {};
  const std::string digits = hex_of({traces_[index].data(), traces_[index].size()});
  return {.trace_id = digits.substr(0, kTraceIdDigits), .span_id = digits.substr(kTraceIdDigits)};
}

std::vector<double> IterationLog::values(Measured RunFigures::*member) const {
  std::vector<double> values;
  values.reserve(size());
  for (const Entry& entry : iterations_) {
    const Measured value = entry.own_figures == kOfItsWorker ? worker_figures_.value(entry.first_worker, member)
                                                             : iteration_figures_.value(entry.own_figures, member);
    if (value) values.push_back(*value);
  }
  return values;
}

}  // namespace perfbench
