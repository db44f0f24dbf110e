#include "runner/launcher_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>
#include <deque>

#include "runner/bound_descriptor.h"
#include "runner/descriptor_limit.h"
#include "runner/file_descriptor.h"
#include "runner/launcher/proc_children.h"
#include "runner/launcher/protocol.h"
#include "runner/launcher_wire.h"

namespace perfbench {

namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
namespace protocol = launcher;

class LauncherProcess : public Launcher {
 public:
  LauncherProcess(asio::io_context& context, FileDescriptor socket, process::process child,
                  std::vector<pid_t> other_children)
      : socket_(context, socket.release()),
        retry_timer_(context),
        child_(std::move(child)),
        other_children_(std::move(other_children)) {}

  LauncherProcess(const LauncherProcess&) = delete;
  LauncherProcess& operator=(const LauncherProcess&) = delete;

  // What a launcher that was killed left behind has become ours.
  ~LauncherProcess() override {
    dismiss();
    boost::system::error_code ignored;
    const FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, child_.id(), 0)));
    pollfd exit{ended.get(), POLLIN, 0};
    constexpr int kLauncherEndsWithinMs = 7000;
    if (ended.is_open() && ::poll(&exit, 1, kLauncherEndsWithinMs) == 0) child_.terminate(ignored);
    if (child_.wait(ignored) == 0) return;  // it has seen all of them end
    const FileDescriptor own_children(protocol::open_own_children());
    constexpr int kEndWithinMs = 2000;
    if (own_children.is_open()) protocol::end_all_children(own_children.get(), kEndWithinMs, other_children_);
  }

  Result<std::optional<WorkerNotStarted>> try_exec(const WorkerCommand& command) override {
    const auto definition = define_packet(command);
    if (!definition) return fail(definition.error());
    const auto trial = launch_packet(protocol::RequestKind::try_exec, {});
    if (!trial) return fail(trial.error());
    for (const LauncherPacket* packet : {&*definition, &*trial}) {
      if (const int error = send_packet(socket_.native_handle(), *packet, 0); error != 0) {
        return fail(system_error("cannot reach perfbench-launcher", error));
      }
    }
    pollfd answer{socket_.native_handle(), POLLIN, 0};
    constexpr int kAnswersWithinMs = 30'000;
    if (::poll(&answer, 1, kAnswersWithinMs) == 0) {
      boost::system::error_code ignored;
      child_.terminate(ignored);
      return fail({.kind = ErrorKind::harness,
                   .what = "the program could not be tried within 30 s",
                   .where = command.program,
                   .cause = "",
                   .advice = "perfbench-launcher is stopped, or the file system that holds the program hangs."});
    }
    protocol::Event event;
    const ssize_t got = ::recv(socket_.native_handle(), &event, sizeof event, 0);
    if (got != static_cast<ssize_t>(sizeof event)) {
      return fail(system_error("perfbench-launcher does not answer", got < 0 ? errno : ECONNRESET));
    }
    if (event.kind == protocol::EventKind::spawn_failed) return not_started(event);
    return std::nullopt;
  }

  void listen(std::function<void(const LauncherEvent&)> handler) override {
    handler_ = std::move(handler);
    await_event();
  }

  void define(const WorkerCommand& command) override { send(define_packet(command)); }

  void launch(const WorkerRequest& request) override { send(launch_packet(protocol::RequestKind::launch, request)); }

  void finish() override { send(bare_packet(protocol::RequestKind::finish)); }

  void stop() override {
    unsent_.clear();
    send(bare_packet(protocol::RequestKind::stop));
    ::kill(child_.id(), protocol::kLookSignal);
  }

  pid_t pid() const override { return child_.id(); }

  void kill() override {
    boost::system::error_code ignored;
    child_.terminate(ignored);
  }

  // It takes the socket's end for its own.
  void dismiss() final {
    boost::system::error_code ignored;
    socket_.close(ignored);
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
      std::array<protocol::Event, protocol::kMaxEventsInPacket> events;
      const ssize_t got = ::recv(socket_.native_handle(), events.data(), sizeof events, MSG_DONTWAIT);
      // A launcher that ended with a request unread: that is told once, before what it said.
      if (got < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
      if (got < 0 && errno == EAGAIN) return true;
      if (got <= 0 || static_cast<std::size_t>(got) % sizeof(protocol::Event) != 0) {
        lose(system_error("perfbench-launcher ended unexpectedly", got < 0 ? errno : ECONNRESET));
        return false;
      }
      const std::size_t count = static_cast<std::size_t>(got) / sizeof(protocol::Event);
      for (std::size_t i = 0; i < count; ++i) handler_(translate(events[i]));
    }
  }

  void send(Result<LauncherPacket> packet) {
    if (!packet) return lose(packet.error());
    unsent_.push_back(std::move(*packet));
    send_what_fits();
  }

  // Never blocks: while a worker runs and the next lies ready, the launcher takes no requests. Of a launcher that is
  // gone the other direction tells, after what it said.
  void send_what_fits() {
    while (!unsent_.empty()) {
      const int error = send_packet(socket_.native_handle(), unsent_.front(), MSG_DONTWAIT);
      if (error == EAGAIN) return await_room();
      if (error == ETOOMANYREFS) return await_descriptors();
      if (error == EPIPE || error == ECONNRESET) return unsent_.clear();
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

  // Too many descriptors of this user are on their way, which makes no socket unwritable.
  void await_descriptors() {
    if (awaiting_room_) return;
    awaiting_room_ = true;
    retry_timer_.expires_after(std::chrono::milliseconds(10));
    retry_timer_.async_wait([this](const boost::system::error_code& error) {
      awaiting_room_ = false;
      if (!error) send_what_fits();
    });
  }

  // Told after what the launcher said before it went, never from within a call of the session.
  void lose(Error error) {
    unsent_.clear();
    if (lost_) return;
    lost_ = true;
    asio::post(socket_.get_executor(),
               [this, error = std::move(error)]() mutable { handler_(LauncherLost{std::move(error)}); });
  }

  asio::posix::stream_descriptor socket_;
  asio::steady_timer retry_timer_;
  process::process child_;
  std::vector<pid_t> other_children_;  // those of whatever this process was before it executed PerfBench
  std::function<void(const LauncherEvent&)> handler_;
  std::deque<LauncherPacket> unsent_;
  bool awaiting_room_ = false;
  bool lost_ = false;
};

std::vector<pid_t> children_now() {
  std::vector<pid_t> children;
  const FileDescriptor own_children(protocol::open_own_children());
  if (!own_children.is_open()) return children;
  const auto note = [](pid_t pid, void* list) { static_cast<std::vector<pid_t>*>(list)->push_back(pid); };
  protocol::for_each_child(own_children.get(), note, &children);
  return children;
}

}  // namespace

Result<std::unique_ptr<Launcher>> start_launcher(asio::io_context& context, const std::filesystem::path& program,
                                                 const std::filesystem::path& temporary_root) {
  raise_descriptor_limit();  // the launcher's own, too
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return fail(system_error("cannot make a socket pair", errno));
  }
  FileDescriptor ours(pair[0]);
  FileDescriptor theirs(pair[1]);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // the workers' remains come to us if the launcher is killed
  std::vector<std::string> arguments;
  if (!temporary_root.empty()) arguments.push_back(temporary_root.string());
  std::vector<pid_t> other_children = children_now();
  try {
    process::process child(context, program.string(), arguments, process::process_stdio{nullptr, nullptr, {}},
                           BoundDescriptor{protocol::kSocketDescriptor, theirs.get()});
    return std::make_unique<LauncherProcess>(context, std::move(ours), std::move(child), std::move(other_children));
  } catch (const boost::system::system_error& error) {
    return fail({.kind = ErrorKind::harness,
                 .what = "cannot start perfbench-launcher",
                 .where = program.string(),
                 .cause = error.code().message(),
                 .advice = "It belongs to PerfBench's installation, beside ../bin/perfbench."});
  }
}

}  // namespace perfbench
