#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "analysis/advise_parts.h"
#include "model/counted.h"
#include "model/duration.h"

namespace perfbench {

namespace {

struct WorkersEnds {
  long long total = 0;
  std::map<std::string, int> failures;  // how it ended -> how many; timeouts apart
  std::vector<int> failed_iterations;
  long long oom_kills = 0;  // workers; not among the failures
  OomKill last_oom_kill;
  std::vector<int> oom_iterations;
  long long timeouts = 0;
  std::vector<int> timeout_iterations;
  long long leaving = 0;   // workers that left processes running
  long long leftover = 0;  // those processes
};

void note_iteration(std::vector<int>& iterations, int iteration) {
  if (iterations.empty() || iterations.back() != iteration) iterations.push_back(iteration);
}

WorkersEnds ends_of(const RunRecord& record) {
  WorkersEnds ends;
  for (const IterationRecord& iteration : record.iterations) {
    for (const WorkerRecord& worker : iteration.workers) {
      ++ends.total;
      if (timed_out(worker.outcome)) {  // its whole tree is killed: what it left running says nothing more
        ++ends.timeouts;
        note_iteration(ends.timeout_iterations, iteration.iteration);
        continue;
      }
      if (const auto oom_kill = oom_kill_of(worker.outcome)) {
        ++ends.oom_kills;
        ends.last_oom_kill = *oom_kill;
        note_iteration(ends.oom_iterations, iteration.iteration);
      } else if (!succeeded(worker.outcome)) {
        ++ends.failures[describe(worker.outcome)];
        note_iteration(ends.failed_iterations, iteration.iteration);
      }
      ends.leaving += worker.leftover_processes > 0 ? 1 : 0;
      ends.leftover += worker.leftover_processes;
    }
  }
  return ends;
}

Warning failing_workers(const WorkersEnds& ends) {
  long long failed = 0;
  std::vector<std::string> ways;
  for (const auto& [way, count] : ends.failures) {
    failed += count;
    ways.push_back(fmt::format("{} x {}", count, way));
  }
  return {.code = "failing_workers",
          .message = fmt::format("{} of {} failed: {}", failed, counted(ends.total, "worker"), fmt::join(ways, ", ")),
          .advice = fmt::format("Read stderr_tail of {} in summary.json, or keep whole logs with --keep-logs.",
                                listed_iterations(ends.failed_iterations))};
}

Warning out_of_memory(const WorkersEnds& ends) {
  const OomKill& kill = ends.last_oom_kill;
  const char* advice =
      kill.limit_mb > 0 ? "Raise --memory-max, or have the command use less; its page cache counts, too."
      : kill.is_certain
          ? "A control group around PerfBench has a limit: raise that, or lower --concurrency."
          : "The kernel has killed a process meanwhile, which dmesg names: free memory, or lower --concurrency.";
  return {.code = "out_of_memory",
          .message = fmt::format("{} of {} {}ran out of memory{}, in {}", ends.oom_kills, counted(ends.total, "worker"),
                                 kill.is_certain ? "" : "probably ",
                                 kill.limit_mb > 0 ? fmt::format(" (limit {:g} MB)", kill.limit_mb) : "",
                                 listed_iterations(ends.oom_iterations)),
          .advice = advice};
}

Warning timeouts(const Plan& plan, const WorkersEnds& ends) {
  const double seconds = to_seconds(plan.worker.timeout);
  return {.code = "timeouts",
          .message = fmt::format("{} of {} timed out after {} s and {} killed", ends.timeouts,
                                 counted(ends.total, "worker"), seconds, ends.timeouts == 1 ? "was" : "were"),
          .advice =
              fmt::format("Raise --timeout-sec if they need longer; where they hang may be seen in stderr_tail of {}.",
                          listed_iterations(ends.timeout_iterations))};
}

Warning leftover_processes(const WorkersEnds& ends) {
  return {.code = "leftover_processes",
          .message = fmt::format("{} left {} running, which {} killed", counted(ends.leaving, "worker"),
                                 counted(ends.leftover, "process", "processes"), ends.leftover == 1 ? "was" : "were"),
          .advice = "Let the command wait for what it starts: the work of such a process is measured only in part."};
}

Warning warmup_failures(const Plan& plan, const RunRecord& record) {
  const long long workers = static_cast<long long>(record.warmup_done) * plan.concurrency;
  return {
      .code = "warmup_failures",
      .message = fmt::format("{} of {} failed while warming up", record.warmup_failures, counted(workers, "worker")),
      .advice = "The caches that the warm-up should fill may be cold in the first measured iterations."};
}

}  // namespace

std::vector<Warning> advise_on_workers(const Plan& plan, const RunRecord& record) {
  const WorkersEnds ends = ends_of(record);
  std::vector<Warning> warnings;
  if (!ends.failures.empty()) warnings.push_back(failing_workers(ends));
  if (ends.oom_kills > 0) warnings.push_back(out_of_memory(ends));
  if (ends.timeouts > 0) warnings.push_back(timeouts(plan, ends));
  if (ends.leftover > 0) warnings.push_back(leftover_processes(ends));
  if (record.warmup_failures > 0) warnings.push_back(warmup_failures(plan, record));
  return warnings;
}

}  // namespace perfbench
