// The seam between the session and the processes: requests go in, events come out. The real one is perfbench-launcher
// (launcher_process.h); tests put a fake in its place.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/error.h"
#include "model/worker_limits.h"

namespace perfbench {

using MonotonicTime = std::chrono::steady_clock::time_point;

// Workers of one batch run in parallel; batches run one after the other.
struct WorkerId {
  int batch = 0;
  int worker = 0;  // 0-based within its batch
};

// What the launcher is to do to workers besides running them.
struct LauncherProbes {
  bool counters = false;   // WorkerExited::counters
  bool exit_look = false;  // WorkerExited::exit_look, for which each is stopped when it exits
};

// A hierarchy of control groups in which each worker gets a group of its own.
struct GroupHierarchy {
  std::string folder;      // below which the groups are made; the launcher removes it when it ends
  std::uint32_t uses = 0;  // launcher::GroupUse
};

struct WorkerGroups {
  std::vector<GroupHierarchy> hierarchies;  // none: workers are in PerfBench's own group
  WorkerLimits limits;                      // of the groups; without them no worker is run
};

// What all workers of a run share.
struct WorkerCommand {
  std::string program;  // path; a relative one counts from the working directory
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // NAME=VALUE
  std::string working_directory;         // empty: PerfBench's own
  std::chrono::nanoseconds timeout{};    // zero: none
  std::uint64_t descriptor_limit = 0;    // soft RLIMIT_NOFILE
  std::vector<int> cpus;                 // empty: any
  LauncherProbes probes = {};
  WorkerGroups groups = {};
  std::uint64_t address_space_limit = 0;  // RLIMIT_AS; 0: none
};

inline constexpr int kNullDevice = -1;

struct WorkerRequest {
  WorkerId id;
  int batch_size = 1;
  std::vector<std::string> environment;  // NAME=VALUE of its own, none of them in the command's
  // Borrowed; they must stay open until the worker has started.
  std::array<int, 3> stdio = {kNullDevice, kNullDevice, kNullDevice};
  std::array<bool, 3> discardable = {};  // files of which only the end is read once the worker is over
};

struct WorkerStarted {
  WorkerId id;
  pid_t pid = 0;
  MonotonicTime spawn_begin;
  MonotonicTime spawn_end;
};

struct WorkerNotStarted {
  WorkerId id;
  int error_number = 0;
  std::string step;  // "chdir", "exec", ...
};

enum class EndedBy { itself, timeout, abort };

// wait4's accounting of a worker, of what it waited for, and of its orphans that the launcher reaped.
struct WorkerUsage {
  std::chrono::microseconds user{};
  std::chrono::microseconds system{};
  std::int64_t max_rss_kb = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t minor_faults = 0;
  std::int64_t major_faults = 0;
  std::int64_t block_reads = 0;
  std::int64_t block_writes = 0;
};

// What a process and the children that it waited for have read and written; absent where the kernel does not tell.
struct WorkerIo {
  std::optional<std::int64_t> chars_read;  // through system calls, from a terminal, a pipe, a cache or storage
  std::optional<std::int64_t> chars_written;
  std::optional<std::int64_t> read_calls;
  std::optional<std::int64_t> write_calls;
  std::optional<std::int64_t> bytes_read;  // from storage
  std::optional<std::int64_t> bytes_written;
};

// One event of a worker and its descendants, counted; the same as launcher/protocol.h's Counted tells them apart.
struct WorkerCounter {
  std::optional<std::int64_t> value;
  std::int64_t enabled_ns = 0;
  std::int64_t running_ns = 0;  // less than enabled_ns where counters are shared: the value stands for this part
  int error_number = 0;         // why there is no value; 0: it was not asked for
  bool user_only = false;       // the kernel's share is not in it
  bool cut_short = false;       // counting ended before the worker did
};

// The memory of a worker as it exits.
struct ExitMemory {
  std::optional<std::int64_t> pss_kb;
  std::optional<std::int64_t> private_dirty_kb;
  std::optional<std::int64_t> swap_kb;
  std::optional<std::int64_t> peak_rss_kb;  // VmHWM
  std::chrono::nanoseconds took{};          // in which it was stopped
};

// What its control groups tell of a worker and all that it started; absent what they do not know.
struct GroupUsage {
  std::optional<std::chrono::microseconds> cpu;
  std::optional<std::chrono::microseconds> user;
  std::optional<std::chrono::microseconds> system;
  std::optional<std::chrono::microseconds> throttled;
  std::optional<std::int64_t> memory_peak_bytes;  // page cache too
  std::optional<std::int64_t> oom_kills;
  std::optional<std::int64_t> peak_pids;
  // For how long some of its tasks waited.
  std::optional<std::chrono::microseconds> cpu_pressure;
  std::optional<std::chrono::microseconds> io_pressure;
  std::optional<std::chrono::microseconds> memory_pressure;
  int error_number = 0;  // why it was in none though it was to be
};

struct WorkerExited {
  WorkerId id;
  MonotonicTime ended;  // when the launcher learned of it
  int wait_status = 0;
  EndedBy ended_by = EndedBy::itself;
  int leftovers = 0;                 // processes that it left running and that were killed
  int survivors = 0;                 // that live on, itself among them, because they cannot be killed
  std::optional<WorkerUsage> usage;  // absent of a worker that could not be ended and was given up
  // Of its first thread: how long it was ready to run and waited for a processor, and how long it had one.
  std::optional<std::chrono::nanoseconds> run_queue_wait;
  std::optional<std::chrono::nanoseconds> on_cpu = {};
  WorkerIo io = {};
  ExitMemory exit_memory = {};               // with LauncherProbes::exit_look
  std::vector<WorkerCounter> counters = {};  // with LauncherProbes::counters
  GroupUsage group = {};
};

// A descendant of the batch's workers whose groups and environment tell of none of them; told before the batch's end.
struct OrphanEnded {
  int batch = 0;
  pid_t pid = 0;
  bool killed = false;
  WorkerUsage usage;
  WorkerIo io = {};
};

struct BatchDone {
  int batch = 0;
};

// Answer to stop(): nothing runs any more.
struct Stopped {};

// The launcher is gone or cannot be reached; no event follows.
struct LauncherLost {
  Error error;
};

using LauncherEvent =
    std::variant<WorkerStarted, WorkerNotStarted, WorkerExited, OrphanEnded, BatchDone, Stopped, LauncherLost>;

class Launcher {
 public:
  virtual ~Launcher() = default;

  // Goes as far as the exec and no further; nothing of the program runs. Waits for the answer. Only before listen().
  // Absent: it can be executed.
  virtual Result<std::optional<WorkerNotStarted>> try_exec(const WorkerCommand& command) = 0;

  // What the workers that are launched from here on execute.
  virtual void define(const WorkerCommand& command) = 0;

  // Events are delivered to `handler` from the session's io_context, in their order.
  virtual void listen(std::function<void(const LauncherEvent&)> handler) = 0;

  // Queues a worker; its batch starts when it is complete and the one before is over.
  virtual void launch(const WorkerRequest& request) = 0;

  // No launch follows: it ends by itself, and removes the temporary folder, when all that was launched is over.
  virtual void finish() = 0;

  // Ends what runs (SIGTERM, then SIGKILL), marked as aborted, and drops what is queued.
  virtual void stop() = 0;

  // Of the process whose children the workers are.
  virtual pid_t pid() const = 0;

  // Ends a launcher that does not answer; what it leaves behind ends when this object goes.
  virtual void kill() = 0;

  // Has it end at once, and all that is left of its workers with it, which the destructor awaits. The last call of all.
  virtual void dismiss() = 0;
};

}  // namespace perfbench
