#include "model/iteration_record.h"

#include <algorithm>

#include "model/duration.h"

namespace perfbench {

namespace {

Measured fold_member(const std::vector<WorkerRecord>& workers, const RunFigureSpec& spec) {
  Measured folded;
  int measured = 0;
  for (const WorkerRecord& worker : workers) {
    const Measured& value = worker.figures.*spec.member;
    if (!value) continue;
    ++measured;
    if (!folded) {
      folded = value;
    } else {
      folded = spec.fold == Fold::max ? std::max(*folded, *value) : *folded + *value;
    }
  }
  if (folded && spec.fold == Fold::mean) *folded /= measured;
  return folded;
}

}  // namespace

int successful_workers(const IterationRecord& iteration) {
  return static_cast<int>(
      std::ranges::count_if(iteration.workers, [](const WorkerRecord& worker) { return succeeded(worker.outcome); }));
}

int failed_workers(const IterationRecord& iteration) {
  return static_cast<int>(iteration.workers.size()) - successful_workers(iteration);
}

int return_code(const IterationRecord& iteration) {
  if (iteration.workers.size() == 1) return return_code(iteration.workers.front().outcome);
  return failed_workers(iteration) == 0 ? 0 : 1;
}

RunFigures fold_workers(const std::vector<WorkerRecord>& workers, std::chrono::nanoseconds window) {
  RunFigures folded;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    if (spec.fold != Fold::window) folded.*spec.member = fold_member(workers, spec);
  }
  const double seconds = to_seconds(window);
  const auto successful =
      std::ranges::count_if(workers, [](const WorkerRecord& worker) { return succeeded(worker.outcome); });
  if (seconds > 0) {
    folded.duration_ms = to_ms(window);
    folded.throughput_runs_per_sec = static_cast<double>(successful) / seconds;
  }
  return folded;
}

}  // namespace perfbench
