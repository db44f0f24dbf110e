#include "runner/launcher_wire.h"

#include <sys/mman.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace perfbench {

namespace {

namespace protocol = launcher;

MonotonicTime from_ns(std::int64_t nanoseconds) { return MonotonicTime(std::chrono::nanoseconds(nanoseconds)); }

std::optional<std::int64_t> known(std::int64_t value) {
  return value == protocol::kUnknown ? std::nullopt : std::optional(value);
}

WorkerId id_of(const protocol::Event& event) { return {static_cast<int>(event.batch), static_cast<int>(event.worker)}; }

std::string name_of(protocol::SpawnStep step) {
  switch (step) {
    case protocol::SpawnStep::chdir:
      return "chdir";
    case protocol::SpawnStep::affinity:
      return "set the processors";
    case protocol::SpawnStep::redirect:
      return "redirect";
    case protocol::SpawnStep::exec:
      return "exec";
    case protocol::SpawnStep::hold:
      return "hold";
    case protocol::SpawnStep::group:
      return "limit by a control group";
    case protocol::SpawnStep::clone:
    case protocol::SpawnStep::none:
      break;
  }
  return "clone";
}

EndedBy ended_by(protocol::EndedBy reason) {
  switch (reason) {
    case protocol::EndedBy::timeout:
      return EndedBy::timeout;
    case protocol::EndedBy::abort:
      return EndedBy::abort;
    case protocol::EndedBy::itself:
      break;
  }
  return EndedBy::itself;
}

WorkerStarted started(const protocol::Event& event) {
  return {.id = id_of(event),
          .pid = event.pid,
          .spawn_begin = from_ns(event.spawn_begin_ns),
          .spawn_end = from_ns(event.spawn_end_ns)};
}

std::optional<WorkerUsage> usage_of(const protocol::Usage& usage) {
  if (usage.max_rss_kb == protocol::kUnknown) return std::nullopt;
  return WorkerUsage{.user = std::chrono::microseconds(usage.user_us),
                     .system = std::chrono::microseconds(usage.system_us),
                     .max_rss_kb = usage.max_rss_kb,
                     .voluntary_switches = usage.voluntary_switches,
                     .involuntary_switches = usage.involuntary_switches,
                     .minor_faults = usage.minor_faults,
                     .major_faults = usage.major_faults,
                     .block_reads = usage.block_reads,
                     .block_writes = usage.block_writes};
}

WorkerIo io_of(const protocol::LastLook& look) {
  return {.chars_read = known(look.chars_read),
          .chars_written = known(look.chars_written),
          .read_calls = known(look.read_calls),
          .write_calls = known(look.write_calls),
          .bytes_read = known(look.bytes_read),
          .bytes_written = known(look.bytes_written)};
}

std::optional<std::chrono::nanoseconds> time_of(std::int64_t nanoseconds) {
  if (nanoseconds == protocol::kUnknown) return std::nullopt;
  return std::chrono::nanoseconds(nanoseconds);
}

ExitMemory memory_of(const protocol::ExitLook& look) {
  return {.pss_kb = known(look.pss_kb),
          .private_dirty_kb = known(look.private_dirty_kb),
          .swap_kb = known(look.swap_kb),
          .peak_rss_kb = known(look.peak_rss_kb),
          .took = std::chrono::nanoseconds(look.took_ns)};
}

std::optional<std::chrono::microseconds> microseconds_of(std::int64_t value) {
  if (value == protocol::kUnknown) return std::nullopt;
  return std::chrono::microseconds(value);
}

GroupUsage group_of(const protocol::GroupLook& look) {
  return {.cpu = microseconds_of(look.cpu_us),
          .user = microseconds_of(look.user_us),
          .system = microseconds_of(look.system_us),
          .throttled = microseconds_of(look.throttled_us),
          .memory_peak_bytes = known(look.memory_peak_bytes),
          .oom_kills = known(look.oom_kills),
          .peak_pids = known(look.peak_pids),
          .cpu_pressure = microseconds_of(look.cpu_pressure_us),
          .io_pressure = microseconds_of(look.io_pressure_us),
          .memory_pressure = microseconds_of(look.memory_pressure_us),
          .error_number = look.error_number};
}

// None where none was asked for.
std::vector<WorkerCounter> counters_of(const protocol::Event& event) {
  std::vector<WorkerCounter> counters;
  bool were_asked_for = false;
  for (const protocol::Counter& counter : event.counters) {
    were_asked_for = were_asked_for || counter.value != protocol::kUnknown || counter.error_number != 0;
    counters.push_back({.value = known(counter.value),
                        .enabled_ns = counter.enabled_ns,
                        .running_ns = counter.running_ns,
                        .error_number = counter.error_number,
                        .user_only = counter.user_only != 0});
  }
  if (!were_asked_for) counters.clear();
  return counters;
}

WorkerExited exited(const protocol::Event& event) {
  return {.id = id_of(event),
          .ended = from_ns(event.ended_ns),
          .wait_status = event.wait_status,
          .ended_by = ended_by(event.ended_by),
          .leftovers = static_cast<int>(event.leftovers),
          .survivors = static_cast<int>(event.survivors),
          .usage = usage_of(event.usage),
          .run_queue_wait = time_of(event.last_look.run_queue_wait_ns),
          .on_cpu = time_of(event.last_look.on_cpu_ns),
          .io = io_of(event.last_look),
          .exit_memory = memory_of(event.exit_look),
          .counters = counters_of(event),
          .group = group_of(event.group)};
}

OrphanEnded orphan(const protocol::Event& event) {
  return {.batch = static_cast<int>(event.batch),
          .pid = event.pid,
          .killed = event.leftovers > 0,
          .usage = usage_of(event.usage).value_or(WorkerUsage{}),
          .io = io_of(event.last_look)};
}

std::string joined(const std::vector<std::string>& strings) {
  std::string text;
  for (const std::string& string : strings) text += string + '\0';
  return text;
}

// In a memory file: no limit of the socket's applies.
Result<FileDescriptor> text_file(const std::string& text) {
  FileDescriptor file(::memfd_create("perfbench-command", MFD_CLOEXEC));
  if (!file.is_open()) return fail(system_error("cannot make a memory file", errno));
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return fail(system_error("cannot fill a memory file", errno));
  }
  return file;
}

std::uint32_t bits_of(const LauncherProbes& probes) {
  return (probes.counters ? protocol::kProbeCounters : 0U) | (probes.exit_look ? protocol::kProbeExit : 0U);
}

protocol::GroupLimits limits_of(const WorkerLimits& limits) {
  protocol::GroupLimits told;
  if (limits.memory_bytes) told.memory_bytes = *limits.memory_bytes;
  if (limits.cpus) told.cpu_quota_us = std::llround(*limits.cpus * protocol::kCpuPeriodUs);
  if (limits.pids) told.pids = *limits.pids;
  return told;
}

std::string bytes_of(const protocol::Request& request) {
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

}  // namespace

Error system_error(std::string what, int error_number) {
  return {.kind = ErrorKind::harness,
          .what = std::move(what),
          .where = "",
          .cause = std::strerror(error_number),
          .advice = ""};
}

WorkerNotStarted not_started(const protocol::Event& event) {
  return {.id = id_of(event), .error_number = event.error_number, .step = name_of(event.step)};
}

LauncherEvent translate(const protocol::Event& event) {
  switch (event.kind) {
    case protocol::EventKind::started:
      return started(event);
    case protocol::EventKind::spawn_failed:
      return not_started(event);
    case protocol::EventKind::exited:
      return exited(event);
    case protocol::EventKind::orphan:
      return orphan(event);
    case protocol::EventKind::batch_done:
      return BatchDone{static_cast<int>(event.batch)};
    case protocol::EventKind::stopped:
    case protocol::EventKind::exec_works:
      break;
  }
  return Stopped{};
}

Result<LauncherPacket> define_packet(const WorkerCommand& command) {
  std::string text =
      command.program + '\0' + command.working_directory + '\0' + joined(command.argv) + joined(command.environment);
  for (const GroupHierarchy& hierarchy : command.groups.hierarchies) text += hierarchy.folder + '\0';
  auto file = text_file(text);
  if (!file) return fail(file.error());
  protocol::Request request;
  request.kind = protocol::RequestKind::define;
  request.command = {.text_bytes = text.size(),
                     .argc = static_cast<std::uint32_t>(command.argv.size()),
                     .envc = static_cast<std::uint32_t>(command.environment.size()),
                     .timeout_ns = command.timeout.count(),
                     .descriptor_limit = command.descriptor_limit,
                     .probes = bits_of(command.probes),
                     .pinned = command.cpus.empty() ? 0U : 1U,
                     .address_space_limit = command.address_space_limit,
                     .group_limits = limits_of(command.groups.limits)};
  for (const GroupHierarchy& hierarchy : command.groups.hierarchies) {
    request.command.group_uses[request.command.group_count++] = hierarchy.uses;
  }
  for (const int cpu : command.cpus) request.command.cpus[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  LauncherPacket packet;
  packet.bytes = bytes_of(request);
  packet.text = std::move(*file);
  packet.descriptors = {packet.text.get()};
  return packet;
}

Result<LauncherPacket> launch_packet(protocol::RequestKind kind, const WorkerRequest& request) {
  protocol::Request header;
  header.kind = kind;
  header.launch = {.batch = static_cast<std::uint32_t>(request.id.batch),
                   .batch_size = static_cast<std::uint32_t>(request.batch_size),
                   .worker = static_cast<std::uint32_t>(request.id.worker),
                   .envc = static_cast<std::uint32_t>(request.environment.size())};
  LauncherPacket packet;
  for (unsigned i = 0; i < request.stdio.size(); ++i) {
    if (request.stdio[i] == kNullDevice) continue;
    header.launch.redirected |= 1U << i;
    if (request.discardable[i]) header.launch.discardable |= 1U << i;
    packet.descriptors.push_back(request.stdio[i]);
  }
  packet.bytes = bytes_of(header);
  packet.bytes += joined(request.environment);
  if (packet.bytes.size() > protocol::kMaxPacketBytes) {
    return fail(system_error("the worker's own environment is too long", E2BIG));
  }
  return packet;
}

LauncherPacket bare_packet(protocol::RequestKind kind) {
  protocol::Request request;
  request.kind = kind;
  LauncherPacket packet;
  packet.bytes = bytes_of(request);
  return packet;
}

int send_packet(int socket, const LauncherPacket& packet, int flags) {
  iovec part{const_cast<char*>(packet.bytes.data()), packet.bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * protocol::kStdioCount)> control{};
  if (!packet.descriptors.empty()) {
    const std::size_t bytes = packet.descriptors.size() * sizeof(int);
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(header), packet.descriptors.data(), bytes);
  }
  while (::sendmsg(socket, &message, MSG_NOSIGNAL | flags) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace perfbench
