#include "runner/perf_recorder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "model/perf_arguments.h"
#include "runner/bound_descriptor.h"
#include "runner/command.h"
#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

namespace perf_process = boost::process::v2;
using PerfClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kRecordsWithin(15'000);
constexpr milliseconds kWritesWithin(30'000);
constexpr int kControlDescriptor = 3;
constexpr int kAckDescriptor = 4;
constexpr const char* kParanoid = "/proc/sys/kernel/perf_event_paranoid";
constexpr int kMostParanoid = 2;  // at which anybody may record what their own processes do, without the kernel's share

// Out of reach of a terminal's Ctrl-C, and gone with this process.
struct DiesWithUs {
  pid_t parent = ::getpid();

  boost::system::error_code on_exec_setup(perf_process::posix::default_launcher&, const perf_process::filesystem::path&,
                                          const char* const*) const {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    // Of those that this process holds back none is held back there.
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    return {};
  }
};

Error perf_error(std::string what, std::string cause, std::string advice = {}) {
  return {.kind = ErrorKind::harness,
          .what = std::move(what),
          .where = "perf record",
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

int paranoid_level() {
  std::ifstream stream(kParanoid);
  int level = -1;
  stream >> level;
  return level;
}

// Its last lines, of what it wrote to a memory file.
std::string words_in(const FileDescriptor& file) {
  constexpr off_t kMost = 2000;
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  const off_t from = size > kMost ? size - kMost : 0;
  std::string text(static_cast<std::size_t>(size - from), '\0');
  const ssize_t got = ::pread(file.get(), text.data(), text.size(), from);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

struct PipeEnds {
  FileDescriptor read;
  FileDescriptor write;
};

Result<PipeEnds> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(perf_error("no pipe to perf", std::strerror(errno)));
  return PipeEnds{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

class PerfProcess final : public PerfRecorder {
 public:
  PerfProcess(perf_process::process process, FileDescriptor control, FileDescriptor ack, FileDescriptor words)
      : process_(std::move(process)), control_(std::move(control)), ack_(std::move(ack)), words_(std::move(words)) {}
  PerfProcess(const PerfProcess&) = delete;
  PerfProcess& operator=(const PerfProcess&) = delete;

  ~PerfProcess() override {
    if (!ended_) end_by_force();
  }

  Result<void> start_recording() {
    if (!say("enable\n")) return fail(refusal());
    pollfd acknowledged{ack_.get(), POLLIN, 0};
    const int answered = poll_until(acknowledged, PerfClock::now() + kRecordsWithin);
    if (answered == 0) return fail(perf_error("it does not begin to record", "no answer within 15 s"));
    std::array<char, 16> answer;
    if (::read(ack_.get(), answer.data(), answer.size()) <= 0) return fail(refusal());
    return {};
  }

  Result<void> finish() override {
    signal_all(SIGINT);
    if (!ends_within(kWritesWithin)) {
      end_by_force();
      return fail(perf_error("it does not end", "its file was not written within 30 s"));
    }
    reap();
    const int status = process_.native_exit_code();
    const bool by_our_signal = WIFSIGNALED(status) && WTERMSIG(status) == SIGINT;
    if (by_our_signal || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return {};
    return fail(perf_error("it failed", words_in(words_)));
  }

 private:
  static int poll_until(pollfd& one, PerfClock::time_point deadline) {
    while (true) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - PerfClock::now()).count();
      const int ready = ::poll(&one, 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready >= 0 || errno != EINTR) return ready;
    }
  }

  bool say(std::string_view command) const {
    return ::write(control_.get(), command.data(), command.size()) == static_cast<ssize_t>(command.size());
  }

  bool ends_within(milliseconds patience) {
    const FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, process_.id(), 0)));
    pollfd exit{ended.get(), POLLIN, 0};
    return ended.is_open() && poll_until(exit, PerfClock::now() + patience) == 1;
  }

  // It has ended; what it may have left running ends, too.
  void reap() {
    signal_all(SIGKILL);
    boost::system::error_code ignored;
    process_.wait(ignored);
    ended_ = true;
  }

  // What is called perf may be a script that starts it; the group is theirs alone.
  void signal_all(int signal) { ::kill(-process_.id(), signal); }

  void end_by_force() {
    signal_all(SIGKILL);
    reap();
  }

  // Why it has ended instead of recording.
  Error refusal() {
    if (!ends_within(milliseconds(2000))) end_by_force();
    if (!ended_) reap();
    const int level = paranoid_level();
    if (::geteuid() != 0 && level > kMostParanoid) {
      return perf_error("it may not record", fmt::format("kernel.perf_event_paranoid is {}", level),
                        "Permit it: sudo sysctl kernel.perf_event_paranoid=1 (to keep it, put the line into "
                        "/etc/sysctl.d), or give perf CAP_PERFMON.");
    }
    return perf_error("it cannot record", words_in(words_));
  }

  perf_process::process process_;
  FileDescriptor control_;
  FileDescriptor ack_;
  FileDescriptor words_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<PerfRecorder>> record_descendants(boost::asio::io_context& context, pid_t pid,
                                                         const std::filesystem::path& file, int samples_per_sec) {
  const char* search_path = std::getenv("PATH");
  const auto program = find_program("perf", search_path == nullptr ? "" : search_path);
  if (!program) {
    return fail(perf_error("there is no perf in PATH", "", "Install it: apt-get install linux-perf"));
  }
  auto control = make_pipe();
  auto ack = make_pipe();
  if (!control) return fail(control.error());
  if (!ack) return fail(ack.error());
  FileDescriptor words(::memfd_create("perfbench-perf", MFD_CLOEXEC));
  std::vector<std::string> arguments(kPerfRecordArguments.begin(), kPerfRecordArguments.end());
  for (const std::string& more :
       {std::string("-F"), std::to_string(samples_per_sec), std::string("-p"), std::to_string(pid), std::string("-D"),
        std::string("-1"), fmt::format("--control=fd:{},{}", kControlDescriptor, kAckDescriptor), std::string("-o"),
        file.string()}) {
    arguments.push_back(more);
  }
  try {
    perf_process::process process(context, *program, arguments, perf_process::process_stdio{nullptr, nullptr, nullptr},
                                  DiesWithUs{}, BoundDescriptor{STDERR_FILENO, words.get()},
                                  BoundDescriptor{kControlDescriptor, control->read.get()},
                                  BoundDescriptor{kAckDescriptor, ack->write.get()});
    control->read.reset();
    ack->write.reset();
    auto recorder = std::make_unique<PerfProcess>(std::move(process), std::move(control->write), std::move(ack->read),
                                                  std::move(words));
    if (auto begun = recorder->start_recording(); !begun) return fail(begun.error());
    return recorder;
  } catch (const boost::system::system_error& error) {
    return fail(perf_error("it cannot be started", error.code().message()));
  }
}

}  // namespace perfbench
