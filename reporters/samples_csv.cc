#include "reporters/samples_csv.h"

#include <fmt/format.h>

#include <string>

namespace perfbench {

void write_samples_csv(const std::vector<TreeSeries>& series, const ByteSink& sink) {
  sink("iteration,worker,time_ms,cpu_pct,rss_mb,processes\n");
  for (const TreeSeries& worker : series) {
    std::string rows;
    for (const TreeSample& sample : worker.samples) {
      const std::string cpu_pct = sample.cpu_pct ? fmt::format("{:.2f}", *sample.cpu_pct) : "";
      rows += fmt::format("{},{},{:.3f},{},{:.3f},{}\n", worker.iteration, worker.worker_id, sample.time_ms, cpu_pct,
                          sample.rss_mb, sample.processes);
    }
    sink(rows);
  }
}

}  // namespace perfbench
