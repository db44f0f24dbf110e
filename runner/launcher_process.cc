#include "runner/launcher_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <cstring>
#include <deque>

#include "runner/file_descriptor.h"
#include "runner/launcher/proc_children.h"
#include "runner/launcher/protocol.h"

namespace perfbench {

namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
namespace protocol = launcher;

Error system_error(std::string what, int error_number) {
  return {.kind = ErrorKind::harness,
          .what = std::move(what),
          .where = "",
          .cause = std::strerror(error_number),
          .advice = ""};
}

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

WorkerNotStarted not_started(const protocol::Event& event) {
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .error_number = event.error_number,
          .step = name_of(event.step)};
}

WorkerStarted started(const protocol::Event& event) {
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .pid = event.pid,
          .spawn_begin = from_ns(event.spawn_begin_ns),
          .spawn_end = from_ns(event.spawn_end_ns),
          .first_sight = {known(event.first_sample.rss_kb), known(event.first_sample.open_fds),
                          known(event.first_sample.direct_children)}};
}

WorkerExited exited(const protocol::Event& event) {
  return {.id = {static_cast<int>(event.batch), static_cast<int>(event.worker)},
          .reaped = from_ns(event.reaped_ns),
          .wait_status = event.wait_status,
          .ended_by = ended_by(event.ended_by),
          .leftovers = static_cast<int>(event.leftovers),
          .usage = {.user = std::chrono::microseconds(event.usage.user_us),
                    .system = std::chrono::microseconds(event.usage.system_us),
                    .max_rss_kb = event.usage.max_rss_kb,
                    .voluntary_switches = event.usage.voluntary_switches,
                    .involuntary_switches = event.usage.involuntary_switches}};
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

// Hands `ours` to the child as its descriptor `theirs`. (Boost 1.81's own posix::bind_fd lacks a return statement.)
struct BoundDescriptor {
  int theirs;
  int ours;

  boost::system::error_code on_setup(process::posix::default_launcher& starter, const process::filesystem::path&,
                                     const char* const*) const {
    starter.fd_whitelist.push_back(theirs);
    return {};
  }

  boost::system::error_code on_exec_setup(process::posix::default_launcher&, const process::filesystem::path&,
                                          const char* const*) const {
    const int done = ours == theirs ? ::fcntl(ours, F_SETFD, 0) : ::dup2(ours, theirs);
    return done < 0 ? boost::system::error_code(errno, boost::system::system_category()) : boost::system::error_code();
  }
};

// One request as it goes over the socket.
struct Packet {
  protocol::Request header = {};
  std::array<FileDescriptor, protocol::kDescriptorCount> descriptors;  // none for a bare request
};

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

Result<Packet> make_packet(protocol::RequestKind kind, const WorkerRequest& request) {
  Packet packet;
  packet.header = {.kind = kind,
                   .batch = static_cast<std::uint32_t>(request.id.batch),
                   .batch_size = static_cast<std::uint32_t>(request.batch_size),
                   .worker = static_cast<std::uint32_t>(request.id.worker),
                   .timeout_ns = request.timeout.count(),
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

// 0, or errno.
int send_packet(int socket, Packet& packet, int flags) {
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

class LauncherProcess : public Launcher {
 public:
  LauncherProcess(asio::io_context& context, FileDescriptor socket, process::process child)
      : socket_(context, socket.release()), child_(std::move(child)) {}

  LauncherProcess(const LauncherProcess&) = delete;
  LauncherProcess& operator=(const LauncherProcess&) = delete;

  // The launcher ends its workers and itself when its socket closes. What a launcher that was killed left behind has
  // become ours.
  ~LauncherProcess() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
    child_.wait(ignored);
    const FileDescriptor own_children(protocol::open_own_children());
    constexpr int kEndWithinMs = 2000;
    if (own_children.is_open()) protocol::end_all_children(own_children.get(), kEndWithinMs);
  }

  Result<std::optional<WorkerNotStarted>> try_exec(const WorkerRequest& request) override {
    auto packet = make_packet(protocol::RequestKind::try_exec, request);
    if (!packet) return fail(packet.error());
    protocol::Event event;
    if (const int error = send_packet(socket_.native_handle(), *packet, 0); error != 0) {
      return fail(system_error("cannot reach perfbench-launcher", error));
    }
    if (::recv(socket_.native_handle(), &event, sizeof event, 0) != static_cast<ssize_t>(sizeof event)) {
      return fail(system_error("perfbench-launcher does not answer", errno));
    }
    if (event.kind == protocol::EventKind::spawn_failed) return not_started(event);
    return std::nullopt;
  }

  void listen(std::function<void(const LauncherEvent&)> handler) override {
    handler_ = std::move(handler);
    await_event();
  }

  void launch(const WorkerRequest& request) override {
    auto packet = make_packet(protocol::RequestKind::launch, request);
    if (!packet) return lose(packet.error());
    unsent_.push_back(std::move(*packet));
    send_what_fits();
  }

  void stop(StopReason reason) override {
    Packet packet;
    packet.header.kind = reason == StopReason::abort ? protocol::RequestKind::abort : protocol::RequestKind::time_out;
    unsent_.clear();
    unsent_.push_back(std::move(packet));
    send_what_fits();
  }

 private:
  void await_event() {
    socket_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      if (take_events()) await_event();
    });
  }

  // False when the launcher is gone.
  bool take_events() {
    while (true) {
      protocol::Event event;
      const ssize_t got = ::recv(socket_.native_handle(), &event, sizeof event, MSG_DONTWAIT);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return true;
      if (got != static_cast<ssize_t>(sizeof event)) {
        lose(system_error("perfbench-launcher ended unexpectedly", got < 0 ? errno : ECONNRESET));
        return false;
      }
      handler_(translate(event));
    }
  }

  // Never blocks: while the launcher waits for us to take its events, it takes no requests.
  void send_what_fits() {
    while (!unsent_.empty()) {
      const int error = send_packet(socket_.native_handle(), unsent_.front(), MSG_DONTWAIT);
      if (error == EAGAIN || error == ETOOMANYREFS) return await_room();
      if (error != 0) return lose(system_error("cannot reach perfbench-launcher", error));
      unsent_.pop_front();
    }
  }

  void await_room() {
    if (awaiting_room_) return;
    awaiting_room_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_write, [this](const boost::system::error_code& error) {
      awaiting_room_ = false;
      if (!error) send_what_fits();
    });
  }

  void lose(Error error) {
    unsent_.clear();
    if (lost_) return;
    lost_ = true;
    handler_(LauncherLost{std::move(error)});
  }

  asio::posix::stream_descriptor socket_;
  process::process child_;
  std::function<void(const LauncherEvent&)> handler_;
  std::deque<Packet> unsent_;
  bool awaiting_room_ = false;
  bool lost_ = false;
};

}  // namespace

Result<std::unique_ptr<Launcher>> start_launcher(asio::io_context& context, const std::filesystem::path& program,
                                                 const std::filesystem::path& temporary_root) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return fail(system_error("cannot make a socket pair", errno));
  }
  FileDescriptor ours(pair[0]);
  FileDescriptor theirs(pair[1]);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // the workers' remains come to us if the launcher is killed
  std::vector<std::string> arguments;
  if (!temporary_root.empty()) arguments.push_back(temporary_root.string());
  try {
    process::process child(context, program.string(), arguments, process::process_stdio{nullptr, nullptr, {}},
                           BoundDescriptor{protocol::kSocketDescriptor, theirs.get()});
    return std::make_unique<LauncherProcess>(context, std::move(ours), std::move(child));
  } catch (const boost::system::system_error& error) {
    return fail({.kind = ErrorKind::harness,
                 .what = "cannot start perfbench-launcher",
                 .where = program.string(),
                 .cause = error.code().message(),
                 .advice = "It belongs to PerfBench's installation, beside ../bin/perfbench."});
  }
}

}  // namespace perfbench
