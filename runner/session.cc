#include "runner/session.h"

#include <sched.h>

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstring>
#include <map>

#include "model/counted.h"
#include "runner/batch.h"
#include "runner/counter_figures.h"
#include "runner/descriptor_limit.h"
#include "runner/oom_watch.h"
#include "runner/probe_settings.h"
#include "runner/wake_grid.h"

namespace perfbench {

namespace {

namespace asio = boost::asio;

// A multiple of the usual intervals of sampling, so that one waking serves both.
constexpr std::chrono::milliseconds kTrimInterval(120);
constexpr std::chrono::milliseconds kHeartbeat(1000);
// A launcher that is silent for the longest time that a worker may take, and this, has been stopped or hangs.
constexpr std::chrono::seconds kAnswerMargin(10);
// In which it must have ended all workers: more than it grants them from SIGTERM to SIGKILL to being given up.
constexpr std::chrono::seconds kStopsWithin(5);

// Requests that lie with the launcher, so that it need not wait for us: workers, but at least the batch that runs and
// the next. They are topped up when half of them are used, several at a waking of the launcher.
constexpr int kWorkersAhead = 24;

// A batch process does not take the processor from a worker when it wakes to sample or to record. (It has its fair
// share all the same, or busy workers would keep it from sampling.)
void give_way_to_workers() {
  const sched_param no_priority{};
  ::sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &no_priority);
}

Warning unattributed_processes(int count) {
  return {.code = "unattributed_processes",
          .message = counted(count, "process", "processes") +
                     " of workers that ran beside others fit none of them; their CPU time and memory are in no figure",
          .advice = "Run with --concurrency 1 to account them, or keep the program from daemonising."};
}

Warning surviving_processes(int count) {
  return {.code = "surviving_processes",
          .message = counted(count, "process", "processes") +
                     " of workers could not be killed (another user's, or stuck in the kernel) and may still run",
          .advice = "Let the command wait for what it starts, or run perfbench as the user whom it becomes."};
}

class Session {
 public:
  Session(const Plan& plan, asio::io_context& context, Launcher& launcher, ProcFs& proc_fs, RequestBuilder& builder,
          Sidecar* sidecar, const SessionHooks& hooks)
      : plan_(plan),
        context_(context),
        launcher_(launcher),
        proc_fs_(proc_fs),
        builder_(builder),
        sidecar_(sidecar),
        hooks_(hooks),
        probe_settings_(probe_settings_of(plan)),
        signals_(context),
        deadline_timer_(context),
        sample_timer_(context),
        trim_timer_(context),
        heartbeat_timer_(context),
        answer_timer_(context) {}

  RunRecord run() {
    record_.started_at = began_.date;
    give_way_to_workers();
    launcher_.listen([this](const LauncherEvent& event) {
      last_heard_ = std::chrono::steady_clock::now();
      if (!finished_) std::visit([this](const auto& kind) { on(kind); }, event);
    });
    watch_signals();
    await_deadline();
    if (plan_.worker.output == OutputMode::file) repeat(trim_timer_, kTrimInterval, [this] { trim_outputs(); });
    if (hooks_.still_running) repeat(heartbeat_timer_, kHeartbeat, hooks_.still_running);
    await_answer(std::chrono::steady_clock::now());
    launcher_.define(builder_.command());
    launch_ahead();
    try {
      if (!finished_) context_.run();
    } catch (const std::exception& error) {
      record_.ending = Ending::fault;
      record_.fault = Error{
          .kind = ErrorKind::harness, .what = "the run broke off", .where = "", .cause = error.what(), .advice = ""};
    }
    record_.took = std::chrono::steady_clock::now() - began_.time;
    if (hooks_.over) hooks_.over();
    return std::move(record_);
  }

 private:
  int batches_planned() const { return plan_.warmup + plan_.iterations; }
  // 1-based; 0 for a warm-up batch.
  int iteration_of(int batch) const { return std::max(0, batch - plan_.warmup + 1); }

  void launch_ahead() {
    const int wanted = std::max(2, kWorkersAhead / plan_.concurrency);
    const int ahead = std::clamp(workers_within_descriptor_limit() / plan_.concurrency, 1, wanted);
    if (std::ssize(batches_) > ahead / 2) return;
    while (std::ssize(batches_) < ahead && !stopping_ && next_batch_ < batches_planned()) {
      if (const auto launched = launch_next_batch(); !launched) {
        // What ends next gives its descriptors back.
        if (batches_.empty()) give_up(launched.error());
        return;
      }
    }
  }

  Result<void> launch_next_batch() {
    Batch& batch = batches_.try_emplace(next_batch_, next_batch_, iteration_of(next_batch_)).first->second;
    if (auto prepared = batch.prepare(context_, builder_, plan_.concurrency); !prepared) {
      batch.drop(builder_);
      batches_.erase(next_batch_);
      return prepared;
    }
    ++next_batch_;
    for (const WorkerRun& worker : batch.workers()) launcher_.launch(worker.request());
    if (next_batch_ == batches_planned()) {
      launcher_.finish();
      builder_.expect_no_more();
    }
    return {};
  }

  WorkerRun* find(WorkerId id) {
    const auto batch = batches_.find(id.batch);
    if (batch == batches_.end()) return nullptr;
    return &batch->second.workers().at(static_cast<std::size_t>(id.worker));
  }

  void on(const WorkerStarted& event) {
    WorkerRun* worker = find(event.id);
    if (worker == nullptr) return;
    worker->started(event, proc_fs_, probe_settings_);
    await_sample(worker->next_sample_due());
  }

  void on(const WorkerNotStarted& event) {
    if (WorkerRun* worker = find(event.id); worker != nullptr) worker->not_started(event);
  }

  void on(const WorkerExited& event) {
    if (WorkerRun* worker = find(event.id); worker != nullptr) worker->exited(event, &oom_watch_);
  }

  void on(const OrphanEnded& event) {
    if (const auto batch = batches_.find(event.batch); batch != batches_.end()) batch->second.add_orphan(event);
  }

  void on(const BatchDone& event) {
    const auto batch = batches_.find(event.batch);
    if (batch == batches_.end()) return;
    const std::optional<IterationRecord> iteration = take_record(batch->second);
    batch->second.take_back(builder_);
    batches_.erase(batch);
    launch_ahead();
    if (iteration) keep(*iteration);
    if (batches_.empty() && !stopping_) finish();
  }

  void on(const Stopped&) {
    drop_queued();
    finish();
  }

  // When all is done it may go, even before it has heard that it should stop.
  void on(const LauncherLost& event) {
    if (!batches_.empty()) {
      record_.ending = Ending::fault;
      record_.fault = event.error;
    }
    finish();
  }

  std::optional<IterationRecord> take_record(Batch& batch) {
    Batch::Outcome outcome = batch.take_outcome(began_);
    record_.aborted_workers += outcome.aborted_workers;
    unattributed_ += outcome.unattributed;
    survivors_ += outcome.survivors;
    const bool is_iteration = outcome.record && outcome.record->iteration > 0;
    if (is_iteration) merge(record_.worker_metrics, outcome.metrics);
    if (is_iteration) keep_series(std::move(outcome.tree_series));
    if (is_iteration && !outcome.counters.empty()) note_counters(outcome.counters);
    if (is_iteration && outcome.group_error != 0) {
      record_.absent["cgroup"] =
          std::string("workers could not be put into control groups: ") + std::strerror(outcome.group_error);
    }
    if (is_iteration && sidecar_ != nullptr) sidecar_->keep(batch.number(), outcome.lives);
    return std::move(outcome.record);
  }

  void keep_series(std::vector<TreeSeries> more) {
    for (TreeSeries& series : more) {
      const std::size_t room = kMostTreeSamples - tree_samples_;
      if (series.samples.size() > room) {
        record_.tree_samples_lost += series.samples.size() - room;
        series.samples.resize(room);
      }
      tree_samples_ += series.samples.size();
      record_.tree_series.push_back(std::move(series));
    }
  }

  // Those of the last worker stand for all.
  void note_counters(const std::vector<WorkerCounter>& counters) {
    for (auto& [object, why] : counter_notes(counters).absent) record_.absent[object] = why;
    for (auto& [object, source] : counter_notes(counters).sources) record_.sources[object] = source;
  }

  void keep(const IterationRecord& iteration) {
    if (iteration.iteration == 0) {
      ++record_.warmup_done;
      record_.warmup_failures += failed_workers(iteration);
      if (hooks_.warmed_up) hooks_.warmed_up(record_.warmup_done);
      return;
    }
    record_.iterations.push_back(iteration);
    if (hooks_.iteration_done) hooks_.iteration_done(iteration);
  }

  // A signal that was ignored when PerfBench was started (nohup, a shell's background job) stays ignored. One that was
  // held back until now comes.
  void watch_signals() {
    sigset_t taken;
    ::sigemptyset(&taken);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      struct sigaction current {};
      ::sigaction(signal, nullptr, &current);
      if (current.sa_handler != SIG_IGN) signals_.add(signal);
      ::sigaddset(&taken, signal);
    }
    ::sigprocmask(SIG_UNBLOCK, &taken, nullptr);
    await_signal();
  }

  void await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      if (record_.ending == Ending::interrupted) return finish();  // asked twice: no more waiting for the workers' end
      if (record_.ending == Ending::fault) return finish();        // it is over already, and the fault is what is told
      record_.ending = Ending::interrupted;
      record_.ending_signal = signal;
      if (!stopping_) stop();
      await_signal();
    });
  }

  void await_deadline() {
    if (!plan_.deadline) return;
    deadline_timer_.expires_after(*plan_.deadline);
    deadline_timer_.async_wait([this](const boost::system::error_code& error) {
      if (error || stopping_) return;
      record_.ending = Ending::deadline;
      stop();
    });
  }

  void await_sample(MonotonicTime due) {
    if (due >= sample_due_) return;
    sample_due_ = due;
    sample_timer_.expires_at(due);
    sample_timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      sample_due_ = MonotonicTime::max();
      MonotonicTime next = MonotonicTime::max();
      const std::optional<pid_t> last_started = proc_fs_.last_started();
      for_each_worker([&](WorkerRun& worker) {
        worker.sample_due(last_started);
        next = std::min(next, worker.next_sample_due());
      });
      await_sample(next);
    });
  }

  template <class Action>
  void repeat(asio::steady_timer& timer, std::chrono::milliseconds interval, Action action) {
    timer.expires_at(next_on_grid(interval, std::chrono::steady_clock::now()));
    timer.async_wait([this, &timer, interval, action](const boost::system::error_code& error) {
      if (error) return;
      action();
      repeat(timer, interval, action);
    });
  }

  void trim_outputs() {
    for_each_worker([](WorkerRun& worker) {
      if (worker.under_way()) worker.trim_output();
    });
  }

  // `heard` is when the launcher last said something. After its time is up it has one more second, in which what has
  // come while this process itself was stopped is taken.
  void await_answer(MonotonicTime heard, std::chrono::nanoseconds more = {}) {
    const std::chrono::nanoseconds limit = stopping_ ? kStopsWithin : plan_.worker.timeout + kAnswerMargin;
    last_heard_ = heard;
    answer_timer_.expires_at(std::max(heard + limit, std::chrono::steady_clock::now() + more));
    answer_timer_.async_wait([this, limit, more](const boost::system::error_code& error) {
      if (error) return;
      if (std::chrono::steady_clock::now() - last_heard_ < limit) return await_answer(last_heard_);
      if (more.count() == 0) return await_answer(last_heard_, std::chrono::seconds(1));
      launcher_.kill();
      if (record_.ending == Ending::complete) {
        record_.ending = Ending::fault;
        record_.fault = Error{.kind = ErrorKind::harness,
                              .what = "perfbench-launcher does not answer",
                              .where = "",
                              .cause = "it is stopped, or hangs",
                              .advice = ""};
      }
      finish();
    });
  }

  template <class F>
  void for_each_worker(F&& visit) {
    for (auto& [number, batch] : batches_) {
      for (WorkerRun& worker : batch.workers()) visit(worker);
    }
  }

  void give_up(const Error& error) {
    record_.ending = Ending::fault;
    record_.fault = error;
    stop();
  }

  void stop() {
    stopping_ = true;
    launcher_.stop();
    await_answer(std::chrono::steady_clock::now());
  }

  void finish() {
    finished_ = true;
    // The launcher is gone, or was not waited for: nobody told of the end of the batch whose turn it was.
    if (!batches_.empty()) {
      if (const auto iteration = take_record(batches_.begin()->second)) keep(*iteration);
      batches_.erase(batches_.begin());
    }
    drop_queued();
    if (unattributed_ > 0) record_.warnings.push_back(unattributed_processes(unattributed_));
    if (survivors_ > 0) record_.warnings.push_back(surviving_processes(survivors_));
    context_.stop();
  }

  // They have never run.
  void drop_queued() {
    for_each_worker([](const WorkerRun& worker) { worker.drop_empty_logs(); });
    batches_.clear();
  }

  const Plan& plan_;
  asio::io_context& context_;
  Launcher& launcher_;
  ProcFs& proc_fs_;
  RequestBuilder& builder_;
  Sidecar* sidecar_;
  const SessionHooks& hooks_;
  ProbeSettings probe_settings_;
  ClockReading began_{.date = std::chrono::system_clock::now(), .time = std::chrono::steady_clock::now()};
  asio::signal_set signals_;
  asio::steady_timer deadline_timer_;
  asio::steady_timer sample_timer_;
  MonotonicTime sample_due_ = MonotonicTime::max();
  asio::steady_timer trim_timer_;
  asio::steady_timer heartbeat_timer_;
  asio::steady_timer answer_timer_;
  MonotonicTime last_heard_;
  std::map<int, Batch> batches_;
  int next_batch_ = 0;
  OomWatch oom_watch_;
  std::size_t tree_samples_ = 0;
  int unattributed_ = 0;
  int survivors_ = 0;
  bool stopping_ = false;
  bool finished_ = false;
  RunRecord record_;
};

}  // namespace

RunRecord run_session(const Plan& plan, asio::io_context& context, Launcher& launcher, ProcFs& proc_fs,
                      RequestBuilder& builder, Sidecar* sidecar, const SessionHooks& hooks) {
  return Session(plan, context, launcher, proc_fs, builder, sidecar, hooks).run();
}

}  // namespace perfbench
