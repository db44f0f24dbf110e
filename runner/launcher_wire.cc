#include "runner/launcher_wire.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace perfbench {

namespace {

namespace protocol = launcher;

MonotonicTime from_ns(std::int64_t nanoseconds) { return MonotonicTime(std::chrono::nanoseconds(nanoseconds)); }

std::optional<std::int64_t> known(std::int64_t value) {
  return value == protocol::kUnknown ? std::nullopt : std::optional(value);
}

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
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .pid = event.pid,
          .spawn_begin = from_ns(event.spawn_begin_ns),
          .spawn_end = from_ns(event.spawn_end_ns),
          .first_sight = {known(event.first_sample.rss_kb), known(event.first_sample.open_fds),
                          known(event.first_sample.direct_children)}};
}

std::optional<WorkerUsage> usage_of(const protocol::Usage& usage) {
  if (usage.max_rss_kb == protocol::kUnknown) return std::nullopt;
  return WorkerUsage{.user = std::chrono::microseconds(usage.user_us),
                     .system = std::chrono::microseconds(usage.system_us),
                     .max_rss_kb = usage.max_rss_kb,
                     .voluntary_switches = usage.voluntary_switches,
                     .involuntary_switches = usage.involuntary_switches};
}

WorkerExited exited(const protocol::Event& event) {
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .reaped = from_ns(event.reaped_ns),
          .wait_status = event.wait_status,
          .ended_by = ended_by(event.ended_by),
          .leftovers = static_cast<int>(event.leftovers),
          .usage = usage_of(event.usage)};
}

// The strings of a request in a memory file: no limit of the socket's applies to them.
Result<FileDescriptor> text_file(const WorkerRequest& request, std::uint64_t& bytes) {
  std::string text = request.program + '\0' + request.working_directory + '\0';
  for (const std::string& argument : request.argv) text += argument + '\0';
  for (const std::string& variable : request.environment) text += variable + '\0';
  FileDescriptor file(::memfd_create("perfbench-request", MFD_CLOEXEC));
  if (!file.is_open()) return fail(system_error("cannot make a memory file", errno));
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return fail(system_error("cannot fill a memory file", errno));
  }
  bytes = text.size();
  return file;
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
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .error_number = event.error_number,
          .step = name_of(event.step)};
}

LauncherEvent translate(const protocol::Event& event) {
  switch (event.kind) {
    case protocol::EventKind::started:
      return started(event);
    case protocol::EventKind::spawn_failed:
      return not_started(event);
    case protocol::EventKind::exited:
      return exited(event);
    case protocol::EventKind::batch_done:
      return BatchDone{static_cast<int>(event.batch), static_cast<int>(event.leftovers)};
    case protocol::EventKind::stopped:
    case protocol::EventKind::exec_works:
      break;
  }
  return Stopped{};
}

Result<LauncherPacket> make_packet(protocol::RequestKind kind, const WorkerRequest& request) {
  LauncherPacket packet;
  packet.header = {.kind = kind,
                   .batch = static_cast<std::uint32_t>(request.id.batch),
                   .batch_size = static_cast<std::uint32_t>(request.batch_size),
                   .worker = static_cast<std::uint32_t>(request.id.worker),
                   .timeout_ns = request.timeout.count(),
                   .descriptor_limit = request.descriptor_limit,
                   .argc = static_cast<std::uint32_t>(request.argv.size()),
                   .envc = static_cast<std::uint32_t>(request.environment.size()),
                   .pinned = request.cpus.empty() ? 0U : 1U};
  for (const int cpu : request.cpus) {
    packet.header.cpus[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  }
  const std::array borrowed = {request.stdin_descriptor, request.stdout_descriptor, request.stderr_descriptor};
  for (std::size_t i = 0; i < borrowed.size(); ++i) {
    packet.descriptors[i] = FileDescriptor(::fcntl(borrowed[i], F_DUPFD_CLOEXEC, 0));
    if (!packet.descriptors[i].is_open()) return fail(system_error("cannot duplicate a descriptor", errno));
  }
  auto text = text_file(request, packet.header.text_bytes);
  if (!text) return fail(text.error());
  packet.descriptors[protocol::kText] = std::move(*text);
  return packet;
}

int send_packet(int socket, LauncherPacket& packet, int flags) {
  iovec part{&packet.header, sizeof packet.header};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * protocol::kDescriptorCount)> control{};
  if (packet.descriptors[0].is_open()) {
    std::array<int, protocol::kDescriptorCount> descriptors{};
    for (std::size_t i = 0; i < descriptors.size(); ++i) descriptors[i] = packet.descriptors[i].get();
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
  }
  while (::sendmsg(socket, &message, MSG_NOSIGNAL | flags) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace perfbench
