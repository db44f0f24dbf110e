#include "sample_results.h"

#include <algorithm>
#include <csignal>
#include <limits>
#include <ostream>

#include "model/ending.h"
#include "reporters/v4_json.h"
#include "sample_summary.h"

namespace perfbench::samples {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kStarted{1767348245s + 678ms};  // 2026-01-02T10:04:05.678Z

RunFigures worker_figures(double duration_ms) {
  RunFigures figures;
  figures.duration_ms = duration_ms;
  figures.max_rss_kb = 4096 + 8 * duration_ms;
  figures.user_cpu_sec = duration_ms * 0.0007;
  figures.system_cpu_sec = duration_ms * 0.0002;
  figures.cpu_pct = 90;
  figures.voluntary_ctx_switches = 3;
  figures.involuntary_ctx_switches = 1;
  figures.run_queue_wait_ms = duration_ms / 512;
  figures.on_cpu_ms = duration_ms * 0.75;
  figures.blocked_ms = duration_ms * 0.125;
  figures.io_read_kb = 832.5;
  figures.major_page_faults = 2;
  figures.peak_open_fds = 6;
  figures.peak_direct_children = 0;
  figures.sampled_peak_tree_rss_kb = 4032;
  figures.sampled_peak_tree_cpu_pct = 98.5;
  figures.sampled_mean_tree_cpu_pct = 91.25;
  figures.build_cmd_ms = 0.031;
  figures.spawn_proc_ms = 0.612;
  figures.monitor_loop_ms = 0.204;
  figures.communicate_ms = 0.087;
  figures.parse_stats_ms = 0.012;
  figures.top_sample_count = 5;
  figures.top_peak_rss_mb = 3.9375;
  figures.top_mean_rss_mb = 3.5;
  figures.top_peak_cpu_pct = 98.5;
  figures.top_mean_cpu_pct = 91.25;
  return figures;
}

MachineMoment moment(double load, std::int64_t available_mb) {
  constexpr std::int64_t kMegabyte = 1LL << 20;
  return {.load_average_1m = load,
          .load_average_5m = 0.5,
          .load_average_15m = 0.125,
          .free_memory_bytes = available_mb * kMegabyte / 2,
          .available_memory_bytes = available_mb * kMegabyte};
}

MachineActivity activity() {
  return {.elapsed_ms = 2500.5,
          .steal_pct = 0.25,
          .cgroup_periods = 25,
          .cgroup_throttled_periods = 0,
          .cgroup_throttled_ms = 0,
          .thermal_throttle_events = {},
          .swapped_in_bytes = 0,
          .swapped_out_bytes = 3 * 1024 * 1024,
          .cpu_pressure = {.some_ms = 12.5, .full_ms = 0},
          .memory_pressure = {.some_ms = 0, .full_ms = 0},
          .io_pressure = {.some_ms = 1.25, .full_ms = 1}};
}

Environment machine() {
  return {
      .hostname = "bench-01",
      .os = "Debian GNU/Linux 12 (bookworm)",
      .kernel = "6.1.0-18-amd64",
      .architecture = "x86_64",
      .cpu_model = "Example CPU @ 3.00GHz",
      .cpu_count = 2,
      .online_cpu_count = 2,
      .cpu_cores = 1,
      .allowed_cpus = "0-1",
      .online_cpus = "0-1",
      .memory_bytes = 8ll * 1024 * 1024 * 1024,
      .cpu_governor = "performance",
      .cpu_frequency_driver = "acpi-cpufreq",
      .turbo = true,
      .smt = true,
      .aslr = "full",
      .virtualisation = "kvm",
      .container = "docker",
      .clock_source = "tsc",
      .cgroup = {.version = "v2", .cpus = 1.5, .memory_bytes = 4ll * 1024 * 1024 * 1024, .pids = {}, .cpuset = "0-1"},
      .load_average_1m = 0.25,
      .before = moment(0.25, 4096),
      .after = moment(0.75, 4000),
      .during = activity(),
      .perfbench_version = "0.1.0",
      .git_commit = "8d5a2c0f9e7b416385a2d90c1f4e6b7a8091c2d3",
      .git_dirty = true,
      .machine_fingerprint = "00112233445566ff",
      .config_hash = "ff66554433221100",
      .not_read = {{"during.thermal_throttle_events", "the processor, or the hypervisor, counts none"}}};
}

}  // namespace

RunResult result_of(const std::string& name, std::vector<std::string> argv, std::string display,
                    const std::vector<IterationRecord>& iterations) {
  RunResult result;
  result.plan.name = name;
  result.plan.profile_name = name;
  result.plan.worker.argv = std::move(argv);
  result.plan.worker.display = std::move(display);
  result.run_dir = "/srv/perf-results/" + name + "-20260102-100405";
  result.reports = {"summary.md", "summary.json"};
  result.record.started_at = kStarted;
  result.record.took = 2500ms;
  result.generated_at = kStarted + 2500ms;
  result.record.warmup_done = 1;
  result.plan.iterations = static_cast<int>(iterations.size());
  result.record.iterations = iterations;
  result.summary = summarised(result.record);
  result.environment = machine();
  return result;
}

Check failed_runs_check(Measured failed) {
  Check check = check_of("failed_runs_total == 0", "failed_runs_total", Comparison::equal, 0, Unit::count, failed);
  check.rule.origin = RuleOrigin::builtin;
  return check;
}

void judge(RunResult& result, std::vector<Check> checks) {
  result.judgement.verdict = Verdict::pass;
  for (const Check& check : checks) {
    result.plan.rules.push_back(check.rule);
    if (!is_broken(check.status) || !result.judgement.reason.empty()) continue;
    result.judgement.verdict = Verdict::fail;
    result.judgement.reason = "broken: " + check.rule.text;
  }
  result.judgement.checks = std::move(checks);
}

std::string v4_text(const RunResult& result) {
  std::string text;
  write_v4_json(result, [&](std::string_view bytes) { text += bytes; });
  return text;
}

IterationRecord iteration_of(int number, double duration_ms, Outcome outcome, std::string stderr_tail) {
  WorkerRecord worker{.worker_id = 1,
                      .outcome = std::move(outcome),
                      .figures = worker_figures(duration_ms),
                      .stderr_tail = std::move(stderr_tail),
                      .leftover_processes = 0};
  std::vector<WorkerRecord> workers = {std::move(worker)};
  RunFigures folded = fold_workers(workers, std::chrono::nanoseconds(static_cast<long long>(duration_ms * 1e6)));
  return {.iteration = number, .workers = std::move(workers), .figures = folded};
}

Check check_of(const std::string& text, const std::string& path, Comparison comparison, double limit, Unit unit,
               Measured figure) {
  Check check;
  check.rule.path = parse_figure_path(path).value();
  check.rule.comparison = comparison;
  check.rule.limit = limit;
  check.rule.unit = unit;
  check.rule.text = text;
  check.figure = figure;
  if (!figure) {
    check.status = CheckStatus::unavailable;
    check.reason = "telemetry was off";
    return check;
  }
  check.status = holds(comparison, *figure, limit) ? CheckStatus::pass : CheckStatus::fail;
  const bool upper = comparison == Comparison::less_equal || comparison == Comparison::less;
  const bool lower = comparison == Comparison::greater_equal || comparison == Comparison::greater;
  if (limit != 0 && (upper || lower)) check.margin_pct = (upper ? limit - *figure : *figure - limit) / limit * 100;
  return check;
}

RunResult passing() {
  RunResult result = result_of("startup", {"./app", "--help"}, "./app --help",
                               {iteration_of(1, 20.5), iteration_of(2, 21.25), iteration_of(3, 20.125),
                                iteration_of(4, 24.75), iteration_of(5, 20.625)});
  judge(result, {failed_runs_check(0), check_of("latency_ms.p95 <= 250ms", "latency_ms.p95", Comparison::less_equal,
                                                250, Unit::milliseconds, result.summary.value("latency_ms.p95"))});
  return result;
}

RunResult failing() {
  RunResult result =
      result_of("render", {"./app", "render", "big file.svg"}, "./app render 'big file.svg'",
                {iteration_of(1, 301.5), iteration_of(2, 320.25, Exited{3}, "cannot open cache\nretrying\n"),
                 iteration_of(3, 280.125), iteration_of(4, 350.5, Exited{3}), iteration_of(5, 299.0)});
  result.plan.profile = "cold";
  result.plan.profile_source = "cold";
  result.plan.phase = "startup";
  result.plan.deadline = 110s;
  result.plan.worker.environment = {{.name = "API_TOKEN", .value = "s3cret-value"}};
  result.plan.worker.home_files = {{.source = "config.toml", .destination = "app/config.toml"}};
  result.plan.worker.cpu_affinity = {0, 1};
  result.plan.worker.build_info = {
      {"build_type", "Release"}, {"compiler", "GNU 12.2.0"}, {"flags", "-O3 -DNDEBUG"}, {"optimised", "yes"}};
  Check unsampled = check_of("top_attach.sample_count.mean >= 1", "top_attach.sample_count.mean",
                             Comparison::greater_equal, 1, Unit::count, {});
  unsampled.status = CheckStatus::not_sampled;
  unsampled.reason = "every worker was too short to be sampled";
  unsampled.rule.origin = RuleOrigin::profile;
  unsampled.rule.origin_name = "cold";
  Check slow = check_of("latency_ms.p95 <= 250", "latency_ms.p95", Comparison::less_equal, 250, Unit::milliseconds,
                        result.summary.value("latency_ms.p95"));
  slow.rule.origin = RuleOrigin::profile;
  slow.rule.origin_name = "cold";
  judge(result, {failed_runs_check(2), slow,
                 check_of("max_rss_mb.max <= 64MB", "max_rss_mb.max", Comparison::less_equal, 64, Unit::megabytes,
                          result.summary.value("max_rss_mb.max")),
                 check_of("queue_cancel_metrics[\"queue.wait\"] >= 1", "queue_cancel_metrics[\"queue.wait\"]",
                          Comparison::greater_equal, 1, Unit::count, {}),
                 unsampled});
  result.warnings = {{.code = "noisy",
                      .message = "The latency varies by 25 % from one iteration to another.",
                      .advice = "Close other programs, or ask for more iterations (--iterations 20)."}};
  result.diagnosis = Diagnosis{.compared_with = "/srv/perf-results/render-20260101-090000",
                               .good_commit = "0123456789abcdef0123456789abcdef01234567",
                               .findings = {{Cause::function, "draw<a, b> [app]: 120.5 ms -> 241.0 ms a run"},
                                            {Cause::cpu, "time on a processor: 170.0 ms -> 290.5 ms a run"}},
                               .gaps = {"no profile: there is no perf in PATH"}};
  return result;
}

RunResult hostile() {
  const std::string markup = "<b>&amp;</b> | `x` *y* [z](http://evil) \"q\" 'r'";
  const std::string measurement =
      "<CTestMeasurement type=\"numeric/double\" name=\"latency_ms.mean\">1</CTestMeasurement>";
  const std::string controls = std::string("\x1b[31mred\x1b[0m \x1b]0;title\x07 a\rb ") + '\0' +
                               " \x7f \xff\xfe ]]> \xE2\x80\xAEgnp \xEF\xBF\xBE";
  RunResult result =
      result_of("a/b ../c " + markup, {"sh", "-c", "printf '\x1b[31m|`'", controls}, "sh -c " + markup + controls,
                {iteration_of(1, 5, Exited{1},
                              measurement + "\n```\n# heading\n" + controls + "\n<CT\x1b[0mest…>\n日本語 エラー"),
                 iteration_of(2, 7, Signaled{SIGKILL}, std::string("\xc3", 1))});
  edit_iteration(result.record.iterations, 1, [](IterationRecord& iteration) {
    iteration.figures.duration_ms = std::numeric_limits<double>::infinity();
  });
  result.run_dir = "/srv/perf-results/a_b_.._c";
  result.summary.figures.push_back(
      {.path = {{"queue_cancel_metrics", "a.b<c>|`d`\n\x1b[1m" + std::string(80, 'w')}}, .value = 7});
  result.summary.not_measured["process_tree_sampled"] = markup;
  result.environment.hostname = "host|" + markup;
  const std::string path = to_string(result.summary.figures.back().path);
  judge(result, {check_of(path + " <= 3", path, Comparison::less_equal, 3, Unit::count, 7),
                 check_of(path + " <= 3", path, Comparison::less_equal, 3, Unit::count, 7),
                 check_of(measurement, "latency_ms.p95", Comparison::less_equal, 1e-7, Unit::milliseconds,
                          std::numeric_limits<double>::quiet_NaN())});
  result.judgement.reason = markup + controls + measurement + std::string(300, 'e') + "é";
  result.warnings = {{.code = "markup", .message = markup + measurement, .advice = controls}};
  return result;
}

RunResult concurrent() {
  const auto worker = [](int id, double duration_ms, Outcome outcome, std::string stderr_tail) {
    return WorkerRecord{.worker_id = id,
                        .outcome = std::move(outcome),
                        .figures = worker_figures(duration_ms),
                        .stderr_tail = std::move(stderr_tail),
                        .leftover_processes = id == 2 ? 1 : 0,
                        .started_at = kStarted + std::chrono::microseconds(id * 1001),
                        .trace = {.trace_id = "0af7651916cd43dd8448eb211c80319" + std::to_string(id),
                                  .span_id = "b7ad6b716920333" + std::to_string(id)}};
  };
  std::vector<IterationRecord> iterations(2);
  iterations[0] = {
      .iteration = 1,
      .workers = {worker(1, 40, Exited{0}, "starting\n"), worker(2, 1000, TimedOut{}, "waiting for lock\n"),
                  worker(3, 12.5, Signaled{SIGSEGV}, "a\nb\nc\nd\ne\nf\nassertion failed: size > 0\n")},
      .figures = {}};
  iterations[1] = {
      .iteration = 2,
      .workers = {worker(1, 41, Exited{0}, ""), worker(2, 42, Exited{0}, ""), worker(3, 43, Exited{0}, "")},
      .figures = {}};
  iterations[0].figures = fold_workers(iterations[0].workers, 1002ms);
  iterations[1].figures = fold_workers(iterations[1].workers, 44ms);
  RunResult result = result_of("queue", {"./queue"}, "./queue", iterations);
  result.plan.concurrency = 3;
  result.plan.worker.timeout = 1s;
  judge(result, {failed_runs_check(2), check_of("throughput_runs_per_sec.mean >= 2", "throughput_runs_per_sec.mean",
                                                Comparison::greater_equal, 2, Unit::runs_per_second,
                                                result.summary.value("throughput_runs_per_sec.mean"))});
  result.warnings = {{.code = "oversubscribed",
                      .message = "3 workers ran on 2 processors, so each waited for the others.",
                      .advice = "Lower --concurrency to 2, or read the latencies as those of a loaded machine."}};
  return result;
}

RunResult interrupted() {
  RunResult result = result_of("soak", {"./soak"}, "./soak", {});
  result.plan.iterations = 20;
  result.plan.concurrency = 4;
  result.plan.warmup = 0;
  result.record.warmup_done = 0;
  result.record.ending = Ending::interrupted;
  result.record.ending_signal = SIGINT;
  result.record.aborted_workers = 4;
  result.summary.not_measured["latency_ms"] = "no iteration was complete";
  result.judgement = {.verdict = Verdict::error, .checks = {}, .reason = describe_ending(result.plan, result.record)};
  return result;
}

RunResult deadline() {
  RunResult result = passing();
  result.plan.iterations = 1000;
  result.plan.deadline = 2s;
  result.record.ending = Ending::deadline;
  result.record.aborted_workers = 1;
  result.judgement.verdict = Verdict::fail;
  result.judgement.reason = describe_ending(result.plan, result.record);
  return result;
}

RunResult emulated() {
  RunResult result =
      result_of("startup", {"./app", "--help"}, "./app --help", {iteration_of(1, 320.5), iteration_of(2, 330.25)});
  result.plan.worker.emulator = {"qemu-arm", "-L", "/opt/arm root"};
  Check slow = check_of("latency_ms.p95 <= 250ms", "latency_ms.p95", Comparison::less_equal, 250, Unit::milliseconds,
                        result.summary.value("latency_ms.p95"));
  Check absent = check_of("top_attach.peak_cpu_pct.p95 <= 120", "top_attach.peak_cpu_pct.p95", Comparison::less_equal,
                          120, Unit::percent, {});
  for (Check* check : {&slow, &absent}) {
    check->status = CheckStatus::not_gated;
    check->margin_pct.reset();
    check->reason = "emulated";
  }
  judge(result, {failed_runs_check(0), slow, absent});
  result.warnings = {{.code = "emulated",
                      .message = "the workers ran under an emulator, qemu-arm -L '/opt/arm root'",
                      .advice = "Judge these on the machine that the program is built for."}};
  return result;
}

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

std::vector<Sample> all() {
  return {{"passing", passing()},       {"failing", failing()},         {"hostile", hostile()},
          {"concurrent", concurrent()}, {"interrupted", interrupted()}, {"deadline", deadline()},
          {"emulated", emulated()},     {"telemetry", telemetry()}};
}

}  // namespace perfbench::samples
