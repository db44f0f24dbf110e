#include "runner/sidecar_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "link/listener.h"
#include "link/messages.h"
#include "link/report.h"
#include "model/outcome.h"
#include "model/signal_groups.h"
#include "runner/bound_descriptor.h"
#include "runner/file_descriptor.h"
#include "runner/random_text.h"

namespace perfbench {

namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kLoopback = "127.0.0.1";
constexpr std::size_t kTokenDigits = 32;
// Beyond the time that it may wait for exporters: to add up what it has.
constexpr milliseconds kReportsWithin(10'000);

// Ctrl-C in a terminal is meant for the runner, which then collects what there is.
struct OwnSession {
  boost::system::error_code on_exec_setup(process::posix::default_launcher&, const process::filesystem::path&,
                                          const char* const*) const {
    ::setsid();
    return {};
  }
};

class SidecarProcess final : public Sidecar {
 public:
  explicit SidecarProcess(const TelemetryPlan& plan) : plan_(plan) {}
  SidecarProcess(const SidecarProcess&) = delete;
  SidecarProcess& operator=(const SidecarProcess&) = delete;

  ~SidecarProcess() override { end(); }

  void start(asio::io_context& context, const std::filesystem::path& program) {
    const auto listener = link::listen_on(kLoopback, 0);
    if (!listener) return lose(to_string(listener.error()));
    const FileDescriptor listening(listener->socket);
    base_url_ = fmt::format("http://{}:{}", kLoopback, listener->port);
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return lose(std::strerror(errno));
    control_.reset(pair[0]);
    const FileDescriptor theirs(pair[1]);
    const std::vector<std::string> arguments = {fmt::format("--listener-fd={}", listening.get()),
                                                fmt::format("--control-fd={}", theirs.get())};
    try {
      child_.emplace(context, program.string(), arguments, process::process_stdio{nullptr, nullptr, {}}, OwnSession{},
                     BoundDescriptor{listening.get(), listening.get()}, BoundDescriptor{theirs.get(), theirs.get()});
    } catch (const boost::system::system_error& error) {
      return lose(fmt::format("{} cannot be started: {}", program.string(), error.code().message()));
    }
  }

  void begin(const std::filesystem::path& payload_file) override {
    link::Setup setup{.plan = plan_, .payload_file = payload_file.string()};
    setup.plan.signals = counted_signal_groups(plan_);
    tell(setup);
  }

  TelemetryAddress expect(WorkerId id, bool measured, const TraceContext& trace) override {
    const std::string prefix = fmt::format("{}-{}", id.batch, id.worker + 1);
    TelemetryAddress address{.base_url = base_url_ + "/" + prefix, .token = random_hex(kTokenDigits)};
    tell(link::Expect{.batch = id.batch,
                      .worker = id.worker,
                      .measured = measured,
                      .prefix = prefix,
                      .token = address.token,
                      .trace_id = trace.trace_id,
                      .span_id = trace.span_id});
    return address;
  }

  void keep(int batch, const std::vector<WorkerLife>& lives) override {
    const auto since_1970 = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()) -
                            std::chrono::nanoseconds(steady_clock::now().time_since_epoch());
    link::Keep keep{.batch = batch, .workers = {}};
    for (const WorkerLife& life : lives) {
      const auto ns = [&](MonotonicTime time) {
        return (std::chrono::nanoseconds(time.time_since_epoch()) + since_1970).count();
      };
      keep.workers.push_back({.worker = life.worker,
                              .start_ns = ns(life.begin),
                              .spawned_ns = ns(life.spawned),
                              .end_ns = ns(life.end),
                              .drained_ns = ns(life.drained)});
    }
    tell(keep);
  }

  TelemetryOutcome collect() override {
    const auto deadline = steady_clock::now() + plan_.flush_wait + kReportsWithin;
    tell(link::Finish{.wait_ms = static_cast<int>(plan_.flush_wait.count())});
    const bool all_told = send_pending(deadline);
    std::optional<std::string> report;
    if (all_told) report = read_report(deadline);
    if (!report && lost_.empty()) lose("perfbench-collector " + fate());
    end();
    if (!report) return {.received = {}, .lost = lost_};
    auto telemetry = link::read_report(*report);
    if (!telemetry) return {.received = {}, .lost = to_string(telemetry.error())};
    return {.received = std::move(*telemetry), .lost = {}};
  }

 private:
  void lose(std::string reason) { lost_ = std::move(reason); }

  // Never waits: what does not fit in now is sent with the next.
  void tell(const link::Message& message) {
    if (!lost_.empty() || !child_) return;
    pending_ += link::to_line(message);
    send_what_fits();
  }

  // False when the other side is gone.
  bool send_what_fits() {
    std::size_t sent = 0;
    while (sent < pending_.size()) {
      const ssize_t count =
          ::send(control_.get(), pending_.data() + sent, pending_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) break;
      if (count < 0) {
        pending_.clear();
        return false;
      }
      sent += static_cast<std::size_t>(count);
    }
    pending_.erase(0, sent);
    return true;
  }

  bool await(short events, steady_clock::time_point deadline) const {
    pollfd ready{control_.get(), events, 0};
    while (true) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
      const int count = ::poll(&ready, 1, static_cast<int>(std::max<milliseconds::rep>(0, left.count())));
      if (count > 0) return true;
      if (count == 0 || errno != EINTR) return false;
    }
  }

  bool send_pending(steady_clock::time_point deadline) {
    if (!child_) return false;
    while (send_what_fits()) {
      if (pending_.empty()) return true;
      if (!await(POLLOUT, deadline)) return false;
    }
    return false;
  }

  std::optional<std::string> read_report(steady_clock::time_point deadline) {
    std::string report;
    std::array<char, 65536> piece;
    while (await(POLLIN, deadline)) {
      const ssize_t got = ::recv(control_.get(), piece.data(), piece.size(), MSG_DONTWAIT);
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (got <= 0) return std::nullopt;
      report.append(piece.data(), static_cast<std::size_t>(got));
      if (report.ends_with('\n')) return report;
    }
    return std::nullopt;
  }

  bool has_ended(milliseconds within) const {
    const FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, child_->id(), 0)));
    pollfd exit{ended.get(), POLLIN, 0};
    return ended.is_open() && ::poll(&exit, 1, static_cast<int>(within.count())) == 1;
  }

  // Why it has told nothing: "was killed by SIGKILL".
  std::string fate() {
    constexpr milliseconds kIsSeenToEnd(100);  // its end of the socket closes a little before
    if (!has_ended(kIsSeenToEnd)) return "did not answer in time";
    boost::system::error_code ignored;
    child_->wait(ignored);
    const int status = child_->native_exit_code();
    child_.reset();
    return WIFSIGNALED(status) ? "was " + describe(Signaled{WTERMSIG(status)})
                               : fmt::format("ended with exit code {}", WEXITSTATUS(status));
  }

  void end() {
    control_.reset();  // so it ends by itself
    if (!child_) return;
    boost::system::error_code ignored;
    constexpr milliseconds kEndsWithin(1000);
    if (!has_ended(kEndsWithin)) child_->terminate(ignored);
    child_->wait(ignored);
    child_.reset();
  }

  const TelemetryPlan& plan_;
  std::string base_url_ = "http://127.0.0.1:9";  // nobody listens there
  FileDescriptor control_;
  std::optional<process::process> child_;
  std::string pending_;
  std::string lost_;  // why it cannot be asked
};

}  // namespace

std::unique_ptr<Sidecar> start_sidecar(asio::io_context& context, const std::filesystem::path& program,
                                       const TelemetryPlan& plan) {
  auto sidecar = std::make_unique<SidecarProcess>(plan);
  sidecar->start(context, program);
  return sidecar;
}

}  // namespace perfbench
