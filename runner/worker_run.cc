#include "runner/worker_run.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>

#include "model/duration.h"
#include "runner/counter_figures.h"
#include "runner/group_figures.h"
#include "runner/metrics_file.h"
#include "runner/metrics_source.h"

namespace perfbench {

namespace {

constexpr int kStderrTailLines = 20;

Outcome outcome_of(const WorkerExited& event, const std::optional<OomKill>& oom_kill) {
  if (event.ended_by == EndedBy::timeout) return TimedOut{};
  if (event.ended_by == EndedBy::abort) return Aborted{};
  if (WIFSIGNALED(event.wait_status)) return Signaled{WTERMSIG(event.wait_status), oom_kill};
  return Exited{WEXITSTATUS(event.wait_status), oom_kill};
}

// The tree was at least as large as its largest process, whatever the samples have seen of it.
void put_usage(RunFigures& figures, const WorkerUsage& usage, std::chrono::nanoseconds wall) {
  const auto max_rss_kb = static_cast<double>(usage.max_rss_kb);
  figures.max_rss_kb = max_rss_kb;
  figures.sampled_peak_tree_rss_kb = std::max(figures.sampled_peak_tree_rss_kb.value_or(0), max_rss_kb);
  figures.user_cpu_sec = to_seconds(usage.user);
  figures.system_cpu_sec = to_seconds(usage.system);
  if (wall.count() > 0) figures.cpu_pct = 100 * to_seconds(usage.user + usage.system) / to_seconds(wall);
  figures.voluntary_ctx_switches = static_cast<double>(usage.voluntary_switches);
  figures.involuntary_ctx_switches = static_cast<double>(usage.involuntary_switches);
  figures.minor_page_faults = static_cast<double>(usage.minor_faults);
  figures.major_page_faults = static_cast<double>(usage.major_faults);
  figures.block_reads = static_cast<double>(usage.block_reads);
  figures.block_writes = static_cast<double>(usage.block_writes);
}

struct IoFigure {
  std::optional<std::int64_t> WorkerIo::*count;
  Measured RunFigures::*figure;
  double scale;
};
constexpr double kBytesToKb = 1.0 / 1024;
constexpr std::array kIoFigures = {
    IoFigure{&WorkerIo::chars_read, &RunFigures::io_read_kb, kBytesToKb},
    IoFigure{&WorkerIo::chars_written, &RunFigures::io_written_kb, kBytesToKb},
    IoFigure{&WorkerIo::read_calls, &RunFigures::io_read_calls, 1},
    IoFigure{&WorkerIo::write_calls, &RunFigures::io_write_calls, 1},
    IoFigure{&WorkerIo::bytes_read, &RunFigures::io_storage_read_kb, kBytesToKb},
    IoFigure{&WorkerIo::bytes_written, &RunFigures::io_storage_written_kb, kBytesToKb},
};

void add_io(RunFigures& figures, const WorkerIo& io) {
  for (const IoFigure& known : kIoFigures) {
    const auto count = io.*known.count;
    if (count) figures.*known.figure = (figures.*known.figure).value_or(0) + known.scale * static_cast<double>(*count);
  }
}

// The life of the first thread: on a processor, ready and waiting for one, or blocked.
void put_scheduling(RunFigures& figures, const WorkerExited& event, std::chrono::nanoseconds wall) {
  if (event.run_queue_wait) figures.run_queue_wait_ms = to_ms(*event.run_queue_wait);
  if (event.on_cpu) figures.on_cpu_ms = to_ms(*event.on_cpu);
  if (!event.run_queue_wait || !event.on_cpu) return;
  const auto blocked = wall - *event.run_queue_wait - *event.on_cpu;
  figures.blocked_ms = to_ms(std::max(blocked, std::chrono::nanoseconds(0)));
}

}  // namespace

WorkerRun::WorkerRun(boost::asio::io_context& context, PreparedWorker prepared) : prepared_(std::move(prepared)) {
  for (WorkerStream* stream : {&prepared_.output, &prepared_.errors}) {
    if (stream->readable_end() < 0) continue;
    pipes_.emplace_back(context, stream->readable_end());
    drain_when_readable(pipes_.back(), *stream);
  }
  if (prepared_.metrics_jsonl.empty()) return;
  metrics_.emplace();
  const auto feed = [this](std::string_view bytes) { metrics_->feed(bytes); };
  if (prepared_.metrics_jsonl == kStdout) prepared_.output.hand_to(feed);
  if (prepared_.metrics_jsonl == kStderr) prepared_.errors.hand_to(feed);
}

WorkerRun::~WorkerRun() { stop_draining(); }

// The stream owns the descriptor; what waits for it only borrows it.
void WorkerRun::stop_draining() {
  for (auto& pipe : pipes_) pipe.release();
  pipes_.clear();
}

void WorkerRun::drain_when_readable(boost::asio::posix::stream_descriptor& pipe, WorkerStream& stream) {
  pipe.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                  [this, &pipe, &stream](const boost::system::error_code& error) {
                    if (error) return;
                    stream.take_available();
                    drain_when_readable(pipe, stream);
                  });
}

void WorkerRun::started(const WorkerStarted& event, ProcFs& proc_fs, const ProbeSettings& settings) {
  started_ = event;
  probe_.emplace(proc_fs, event, settings, &std::chrono::steady_clock::now);
  if (settings.snapshots) footprint_.emplace(proc_fs, event);
}

MonotonicTime WorkerRun::next_sample_due() const {
  if (!under_way()) return MonotonicTime::max();
  return footprint_ ? std::min(probe_->next_due(), footprint_->next_due()) : probe_->next_due();
}

void WorkerRun::sample_due(std::optional<pid_t> last_started) {
  const MonotonicTime begin = std::chrono::steady_clock::now();
  if (next_sample_due() > begin) return;
  probe_->sample_due(begin, last_started);
  if (footprint_) footprint_->snapshot_due(std::chrono::steady_clock::now());
  sampling_ += std::chrono::steady_clock::now() - begin;
}

void WorkerRun::drop_empty_logs() const {
  prepared_.output.drop_if_empty();
  prepared_.errors.drop_if_empty();
}

void WorkerRun::trim_output() {
  prepared_.output.trim();
  prepared_.errors.trim();
}

void WorkerRun::not_started(const WorkerNotStarted& event) {
  record_.emplace();
  record_->worker_id = event.id.worker + 1;
  record_->outcome = SpawnFailed{event.error_number, event.step};
  record_->trace = prepared_.trace;
}

// All that could have written to a pipe has ended by now, so what it holds is all there is: nothing is waited for.
void WorkerRun::drain(WorkerStream& stream) {
  if (stream.readable_end() >= 0) stream.take_available();
}

const MetricSeriesByName& WorkerRun::metrics() const {
  static const MetricSeriesByName kNone;
  return metrics_ ? metrics_->series() : kNone;
}

void WorkerRun::read_metrics(WorkerRecord& record) {
  if (!metrics_) return;
  if (is_metrics_file(prepared_.metrics_jsonl)) read_metrics_file(prepared_.metrics_jsonl, *metrics_);
  metrics_->end();
  for (const auto& [name, series] : metrics_->series()) record.metrics.emplace(name, series.mean());
}

void WorkerRun::exited(const WorkerExited& event, OomWatch* watch) {
  const MonotonicTime told = std::chrono::steady_clock::now();
  ended_ = event.ended;
  survivors_ = event.survivors;
  left_processes_ = event.leftovers > 0 || survivors_ > 0;
  stop_draining();
  drain(prepared_.output);
  drain(prepared_.errors);
  prepared_.output.read_rest();
  prepared_.errors.read_rest();
  std::string stderr_tail = prepared_.errors.tail(kStderrTailLines);
  prepared_.output.discard();
  prepared_.errors.discard();
  drained_ = std::chrono::steady_clock::now();

  const std::chrono::nanoseconds wall = event.ended - started_->spawn_begin;
  WorkerRecord record{.worker_id = event.id.worker + 1,
                      .outcome = outcome_of(event, find_oom_kill(event, prepared_.memory_limit_mb, watch)),
                      .figures = {},
                      .stderr_tail = std::move(stderr_tail),
                      .leftover_processes = event.leftovers,
                      .trace = prepared_.trace};
  read_metrics(record);
  probe_->report(record.figures);
  if (footprint_) footprint_->report(record.figures, event);
  counters_ = event.counters;
  if (event.usage) mark_cut_short(counters_, event.usage->user + event.usage->system);
  put_counters(record.figures, counters_);
  put_group(record.figures, event.group, wall);
  group_error_ = event.group.error_number;
  if (event.usage) {
    usage_ = *event.usage;
    put_usage(record.figures, usage_, wall);
  }
  put_scheduling(record.figures, event, wall);
  add_io(record.figures, event.io);
  record.figures.duration_ms = to_ms(wall);
  if (succeeded(record.outcome) && wall.count() > 0) record.figures.throughput_runs_per_sec = 1 / to_seconds(wall);
  record.figures.build_cmd_ms = to_ms(prepared_.build_time);
  record.figures.spawn_proc_ms = to_ms(started_->spawn_end - started_->spawn_begin);
  record.figures.monitor_loop_ms = to_ms(sampling_);
  record.figures.communicate_ms = to_ms(drained_ - told);
  record.figures.parse_stats_ms = to_ms(std::chrono::steady_clock::now() - drained_);
  record_ = std::move(record);
}

void WorkerRun::adopt(const OrphanEnded& orphan) {
  if (!record_ || !ended_) return;
  usage_.user += orphan.usage.user;
  usage_.system += orphan.usage.system;
  usage_.max_rss_kb = std::max(usage_.max_rss_kb, orphan.usage.max_rss_kb);
  usage_.voluntary_switches += orphan.usage.voluntary_switches;
  usage_.involuntary_switches += orphan.usage.involuntary_switches;
  usage_.minor_faults += orphan.usage.minor_faults;
  usage_.major_faults += orphan.usage.major_faults;
  usage_.block_reads += orphan.usage.block_reads;
  usage_.block_writes += orphan.usage.block_writes;
  put_usage(record_->figures, usage_, *ended_ - started_->spawn_begin);
  add_io(record_->figures, orphan.io);
  record_->leftover_processes += orphan.killed ? 1 : 0;
}

}  // namespace perfbench
