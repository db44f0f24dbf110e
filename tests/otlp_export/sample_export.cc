#include "sample_export.h"

#include <csignal>

namespace perfbench::otlp_export {

namespace {

using namespace std::chrono_literals;
using TimePoint = std::chrono::system_clock::time_point;

constexpr TimePoint kEnded{std::chrono::nanoseconds(kSampleEndNs)};
constexpr TimePoint kStarted{std::chrono::nanoseconds(kSampleStartNs)};

Check check_with(const std::string& text, CheckStatus status, Measured margin_pct = {}) {
  Check check;
  check.rule.text = text;
  check.status = status;
  check.margin_pct = margin_pct;
  return check;
}

}  // namespace

WorkerRecord sample_worker() {
  WorkerRecord worker;
  worker.started_at = kStarted + 100ms;
  worker.trace = {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"};
  worker.figures.duration_ms = 40;
  worker.figures.spawn_proc_ms = 0.5;
  worker.figures.communicate_ms = 0.25;
  worker.figures.parse_stats_ms = 0.125;
  worker.figures.max_rss_kb = 2048;
  return worker;
}

ExportedRun sample_export() {
  ExportedRun exported{.run = {}, .iterations = {}, .ended = kEnded, .started = kStarted, .resource = {}};
  SavedRun& run = exported.run;
  run.test_name = "startup";
  run.result.run_dir = "/srv/perf-results/startup-20260102-100405";
  run.result.profile_name = "startup";
  run.result.phase = "measure";
  run.result.verdict = "fail";
  run.reason = "broken: latency_ms.p95 <= 10ms";
  run.environment.hostname = "bench-01";
  run.environment.architecture = "x86_64";
  run.environment.perfbench_version = "0.1.0";
  run.environment.git_commit = "8d5a2c0f9e7b416385a2d90c1f4e6b7a8091c2d3";
  run.result.summary.figures = {{FigurePath{{"latency_ms", "p95"}}, 40.5},
                                {FigurePath{{"latency_ms", "p99"}}, std::nullopt},
                                {FigurePath{{"max_rss_mb", "max"}}, 2.0},
                                {FigurePath{{"failed_runs_total"}}, 1.0},
                                {FigurePath{{"otel_metrics", "cache.hits", "sum"}}, 7.0},
                                {FigurePath{{"otel_metrics", "db.time", "sum"}}, 8.0},
                                {FigurePath{{"otel_signals", "turn", "points", "mean"}}, 3.0},
                                {FigurePath{{"queue_cancel_metrics", "queue.wait"}}, 0.0},
                                {FigurePath{{"of_the_future", "mean"}}, 1.0}};
  run.checks = {check_with("latency_ms.p95 <= 10ms", CheckStatus::fail, -305),
                check_with("failed_runs_total <= 1", CheckStatus::pass),
                check_with("peak_open_fds.mean <= 6", CheckStatus::not_sampled)};
  WorkerRecord second;
  second.worker_id = 2;
  second.outcome = Signaled{SIGSEGV};
  second.started_at = kStarted + 100ms;
  second.figures.duration_ms = 3;
  exported.iterations.push_back({.iteration = 1, .workers = {sample_worker(), second}, .figures = {}});
  return exported;
}

}  // namespace perfbench::otlp_export
