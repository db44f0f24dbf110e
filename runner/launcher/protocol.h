// What the session and perfbench-launcher say to each other: fixed-size messages over a SOCK_SEQPACKET pair, one
// message a packet. Both ends are built from the same source, so plain structs of the machine's own layout do.
#pragma once

#include <csignal>
#include <cstdint>

namespace perfbench::launcher {

// The launcher's end of the socket pair.
inline constexpr int kSocketDescriptor = 3;

// While a worker runs and the next lies ready, the launcher looks at no request, so that a dozen of them wake it once.
// This signal makes it look at once, and from then on always.
inline constexpr int kLookSignal = SIGUSR1;

inline constexpr unsigned kMaxCpus = 1024;
inline constexpr unsigned kStdioCount = 3;

// When a worker is sampled first, and the session must know of it.
inline constexpr std::int64_t kFirstSampleNs = 1'000'000;

enum class RequestKind : std::uint32_t {
  define,    // the command that the workers from here on execute
  launch,    // run a worker when its batch's turn has come
  try_exec,  // go as far as the exec and end there: answers exec_works or spawn_failed, nothing of the program runs
  stop,      // end the workers that run, marked as aborted, and drop what is queued; answers stopped, or has finished
  finish,    // no launch follows: end when all is over and told of; stop may still come
};

// What the launcher does to a worker besides running it: bits of Command::probes. With any of them the worker is held
// before its exec until all is in place.
enum Probes : std::uint32_t {
  kProbeCounters = 1,  // counts events of it and its descendants from the exec on
  kProbeExit = 2,      // stops it when it exits, to look at its memory
};

// What a hierarchy of control groups is used for, of version 1 or 2.
enum GroupUse : std::uint32_t {
  kGroupV2 = 1,  // CPU time, pressure, and an end that nothing escapes
  kGroupCpu = 2,
  kGroupCpuacct = 4,
  kGroupMemory = 8,
  kGroupPids = 16,
  kGroupFreezer = 32,
};
inline constexpr unsigned kMaxGroups = 6;

inline constexpr std::int64_t kUnknown = -1;

// What a worker's control groups grant it; unknown: no limit.
struct GroupLimits {
  std::int64_t memory_bytes = kUnknown;
  std::int64_t cpu_quota_us = kUnknown;  // in each kCpuPeriodUs
  std::int64_t pids = kUnknown;
};
inline constexpr std::int64_t kCpuPeriodUs = 100'000;

// What all workers of a command share; it comes once. Its strings are the content of the descriptor that travels with
// it, each ended by a NUL: program, working directory (may be empty), argc arguments, envc environment strings, and
// group_count folders, in which each worker gets a control group of its own.
struct Command {
  std::uint64_t text_bytes = 0;
  std::uint32_t argc = 0;
  std::uint32_t envc = 0;
  std::int64_t timeout_ns = 0;
  std::uint64_t descriptor_limit = 0;  // soft RLIMIT_NOFILE of the worker
  std::uint32_t probes = 0;            // Probes
  std::uint32_t pinned = 0;            // whether cpus holds
  std::uint64_t cpus[kMaxCpus / 64] = {};
  std::uint64_t address_space_limit = 0;  // RLIMIT_AS of the worker; 0: none
  std::uint32_t group_count = 0;
  std::uint32_t group_uses[kMaxGroups] = {};  // GroupUse of each
  GroupLimits group_limits = {};
};

// Workers of the same batch run in parallel; batches run one after the other, in the order of their first request, each
// when it is complete and its predecessor and all that it left behind are gone.
struct Launch {
  std::uint32_t batch = 0;
  std::uint32_t batch_size = 1;
  std::uint32_t worker = 0;
  // Bit i is set when a descriptor for the worker's descriptor i travels with the request, in that order; the others
  // are /dev/null.
  std::uint32_t redirected = 0;
  // Bit i is set when only the end of the file behind descriptor i is read once the worker is over.
  std::uint32_t discardable = 0;
  std::uint32_t envc = 0;  // environment strings of its own, which follow in the packet, each ended by a NUL
};

struct Request {
  RequestKind kind = RequestKind::launch;
  Command command;  // define
  Launch launch;    // launch, try_exec
};

// A request with the strings of its worker must fit into one packet.
inline constexpr unsigned kMaxPacketBytes = 128 * 1024;

// `orphan`: a process that fits no worker by its group or environment ended, or was killed, in the course of the batch.
enum class EventKind : std::uint32_t { started, spawn_failed, exited, orphan, batch_done, exec_works, stopped };

enum class SpawnStep : std::uint32_t { none, clone, chdir, affinity, redirect, exec, hold, group };

enum class EndedBy : std::uint32_t { itself, timeout, abort };

struct Usage {
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
  std::int64_t max_rss_kb = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t minor_faults = 0;
  std::int64_t major_faults = 0;
  std::int64_t block_reads = 0;  // of 512 bytes, from the device
  std::int64_t block_writes = 0;
};

// What /proc tells of a process that has ended, until its reap.
struct LastLook {
  std::int64_t on_cpu_ns = kUnknown;          // of its first thread
  std::int64_t run_queue_wait_ns = kUnknown;  // how long its first thread was ready to run and did not
  // /proc/PID/io: of the process and of the children that it waited for.
  std::int64_t chars_read = kUnknown;
  std::int64_t chars_written = kUnknown;
  std::int64_t read_calls = kUnknown;
  std::int64_t write_calls = kUnknown;
  std::int64_t bytes_read = kUnknown;  // from storage
  std::int64_t bytes_written = kUnknown;
};

// What perf_event_open counts, in the order of Event::counters.
enum class Counted : std::uint32_t {
  instructions,
  cycles,
  cache_misses,
  branch_misses,
  page_faults,
  task_clock,  // ns
  context_switches,
  cpu_migrations,
};
inline constexpr unsigned kCounterCount = 8;
inline constexpr auto kTaskClock = static_cast<std::size_t>(Counted::task_clock);

struct Counter {
  std::int64_t value = kUnknown;
  std::int64_t enabled_ns = 0;    // how long it was to count
  std::int64_t running_ns = 0;    // how long it had a counter of the processor: less, where they are shared
  std::int32_t error_number = 0;  // why there is no value: errno; 0: it was not asked for
  std::uint32_t user_only = 0;    // whether the kernel's share is not in it
};

// The memory of a worker that exits. Unknown where it did not stop for it (a SIGKILL), or the kernel does not tell.
struct ExitLook {
  std::int64_t pss_kb = kUnknown;
  std::int64_t private_dirty_kb = kUnknown;
  std::int64_t swap_kb = kUnknown;  // proportional, as pss
  std::int64_t peak_rss_kb = kUnknown;
  std::int64_t took_ns = 0;  // in which the worker was stopped
};

// What a worker's control groups tell of it and of all that it started.
struct GroupLook {
  std::int64_t cpu_us = kUnknown;
  std::int64_t user_us = kUnknown;
  std::int64_t system_us = kUnknown;
  std::int64_t throttled_us = kUnknown;
  std::int64_t memory_peak_bytes = kUnknown;  // page cache too
  std::int64_t oom_kills = kUnknown;
  std::int64_t peak_pids = kUnknown;
  // For how long some of its tasks waited.
  std::int64_t cpu_pressure_us = kUnknown;
  std::int64_t io_pressure_us = kUnknown;
  std::int64_t memory_pressure_us = kUnknown;
  std::int32_t error_number = 0;  // why it was in none that its command names: errno
};

struct Event {
  EventKind kind = EventKind::started;
  std::uint32_t batch = 0;
  std::uint32_t worker = 0;
  std::int32_t pid = 0;
  // CLOCK_MONOTONIC.
  std::int64_t spawn_begin_ns = 0;
  std::int64_t spawn_end_ns = 0;
  std::int64_t ended_ns = 0;
  std::int32_t error_number = 0;  // spawn_failed: errno
  SpawnStep step = SpawnStep::none;
  std::int32_t wait_status = 0;  // exited: as wait4 gave it
  EndedBy ended_by = EndedBy::itself;
  std::uint32_t leftovers = 0;      // exited: what it left running and was killed
  std::uint32_t survivors = 0;      // exited: what lives on, itself among them, because it cannot be killed
  LastLook last_look = {};          // exited, orphan
  ExitLook exit_look = {};          // exited, with kProbeExit
  GroupLook group = {};             // exited
  Counter counters[kCounterCount];  // exited, with kProbeCounters
  Usage usage = {};  // exited: the worker, what it waited for, and its reaped orphans; max_rss_kb unknown: none
};

// Events travel together, up to this many in a packet, so that the session wakes once for all that has happened.
inline constexpr unsigned kMaxEventsInPacket = 16;

}  // namespace perfbench::launcher
