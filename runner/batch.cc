#include "runner/batch.h"

#include <algorithm>

namespace perfbench {

Result<void> Batch::prepare(boost::asio::io_context& context, RequestBuilder& builder, int workers) {
  for (int worker = 0; worker < workers; ++worker) {
    auto prepared = builder.prepare({number_, worker}, iteration_);
    if (!prepared) return fail(prepared.error());
    workers_.emplace_back(context, std::move(*prepared));
  }
  return {};
}

int Batch::attribute_orphans() {
  int unattributed = 0;
  for (const OrphanEnded& orphan : orphans_) {
    const auto parent =
        std::ranges::find_if(workers_, [&](const WorkerRun& worker) { return worker.has_seen(orphan.pid); });
    if (parent == workers_.end()) {
      ++unattributed;
    } else {
      parent->adopt(orphan);
    }
  }
  return unattributed;
}

Batch::Outcome Batch::take_outcome(const ClockReading& clocks) {
  Outcome outcome;
  outcome.unattributed = attribute_orphans();
  IterationRecord iteration{.iteration = iteration_, .workers = {}, .figures = {}};
  iteration.workers.reserve(workers_.size());
  MonotonicTime first = MonotonicTime::max();
  MonotonicTime last = MonotonicTime::min();
  for (WorkerRun& worker : workers_) {
    outcome.survivors += worker.survivors();
    if (!worker.record() || worker.was_aborted()) {
      ++outcome.aborted_workers;
      continue;
    }
    iteration.workers.push_back(worker.take_record());
    merge(outcome.metrics, worker.metrics());
    if (!worker.was_started()) continue;
    outcome.counters = worker.counters();
    outcome.group_error = worker.group_error();
    if (std::vector<TreeSample> samples = worker.take_tree_series(); !samples.empty()) {
      outcome.tree_series.push_back(
          {.iteration = iteration_, .worker_id = iteration.workers.back().worker_id, .samples = std::move(samples)});
    }
    iteration.workers.back().started_at = clocks.date + (worker.spawn_begin() - clocks.time);
    outcome.lives.push_back({.worker = iteration.workers.back().worker_id - 1,
                             .begin = worker.spawn_begin(),
                             .spawned = worker.spawn_end(),
                             .end = worker.ended(),
                             .drained = worker.drained()});
    first = std::min(first, worker.spawn_begin());
    last = std::max(last, worker.ended());
  }
  if (outcome.aborted_workers > 0) return outcome;
  iteration.figures = fold_workers(iteration.workers, last > first ? last - first : std::chrono::nanoseconds(0));
  outcome.record = std::move(iteration);
  return outcome;
}

void Batch::take_back(RequestBuilder& builder) {
  for (WorkerRun& worker : workers_) {
    const bool shared = worker.may_live_on();
    builder.take_back(worker.take_prepared(), shared);
  }
}

void Batch::drop(RequestBuilder& builder) {
  for (WorkerRun& worker : workers_) builder.take_back(worker.take_prepared(), true);
}

}  // namespace perfbench
