// What the session and perfbench-launcher say to each other: fixed-size messages over a SOCK_SEQPACKET pair, one
// message a packet. Both ends are built from the same source, so plain structs of the machine's own layout do.
#pragma once

#include <cstdint>

namespace perfbench::launcher {

// The launcher's end of the socket pair.
inline constexpr int kSocketDescriptor = 3;
// Descriptors that travel with a launch or a trial, in this order.
enum Descriptor : unsigned { kStdin, kStdout, kStderr, kText, kDescriptorCount };

inline constexpr unsigned kMaxCpus = 1024;

enum class RequestKind : std::uint32_t {
  launch,    // run a worker when its batch's turn has come
  try_exec,  // go as far as the exec and end there: answers exec_works or spawn_failed, nothing of the program runs
  stop,      // end the workers that run, marked as aborted, and drop what is queued; answers stopped
};

// Workers of the same batch run in parallel; batches run one after the other, in the order of their first request, each
// when it is complete and its predecessor and all that it left behind are gone.
struct Request {
  RequestKind kind = RequestKind::launch;
  std::uint32_t batch = 0;
  std::uint32_t batch_size = 1;
  std::uint32_t worker = 0;
  std::int64_t timeout_ns = 0;
  std::uint64_t descriptor_limit = 0;  // soft RLIMIT_NOFILE of the worker
  // The text is a descriptor's content: NUL-terminated strings: program, working directory (may be empty), argc
  // arguments, envc environment strings.
  std::uint64_t text_bytes = 0;
  std::uint32_t argc = 0;
  std::uint32_t envc = 0;
  std::uint32_t pinned = 0;  // whether cpus holds
  std::uint64_t cpus[kMaxCpus / 64] = {};
};

enum class EventKind : std::uint32_t { started, spawn_failed, exited, batch_done, exec_works, stopped };

enum class SpawnStep : std::uint32_t { none, clone, chdir, affinity, redirect, exec };

enum class EndedBy : std::uint32_t { itself, timeout, abort };

struct Usage {
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
  std::int64_t max_rss_kb = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
};

inline constexpr std::int64_t kUnknown = -1;

// Taken by the launcher at the spawn's return, so that the shortest worker is seen once.
struct FirstSample {
  std::int64_t rss_kb = kUnknown;
  std::int64_t open_fds = kUnknown;
  std::int64_t direct_children = kUnknown;
};

struct Event {
  EventKind kind = EventKind::started;
  std::uint32_t batch = 0;
  std::uint32_t worker = 0;
  std::int32_t pid = 0;
  // CLOCK_MONOTONIC.
  std::int64_t spawn_begin_ns = 0;
  std::int64_t spawn_end_ns = 0;
  std::int64_t reaped_ns = 0;
  std::int32_t error_number = 0;  // spawn_failed: errno
  SpawnStep step = SpawnStep::none;
  std::int32_t wait_status = 0;  // exited: as wait4 gave it
  EndedBy ended_by = EndedBy::itself;
  std::uint32_t leftovers = 0;    // exited: what it left running and was killed; batch_done: what fits no worker
  FirstSample first_sample = {};  // started
  Usage usage = {};  // exited: the worker, what it waited for, and its reaped orphans; max_rss_kb unknown: none
};

}  // namespace perfbench::launcher
