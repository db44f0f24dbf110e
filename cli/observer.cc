#include "observer.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace perfbench {

namespace {

// Packets on the line.
constexpr std::string_view kDismissed = "dismissed";  // else the path of the run's folder, which is absolute

void keep_only(int line) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  const auto first = static_cast<unsigned>(STDERR_FILENO) + 1;
  const auto kept = static_cast<unsigned>(line);
  if (kept > first) ::close_range(first, kept - 1, 0);
  ::close_range(kept + 1, UINT_MAX, 0);
}

// The folder of a run that was not seen to its end by its own process; nothing of one that was.
std::optional<std::filesystem::path> await_death(int line) {
  std::filesystem::path run_dir;
  std::array<char, std::size_t{2} * PATH_MAX> packet;
  while (true) {
    const ssize_t got = ::recv(line, packet.data(), packet.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return run_dir;
    const std::string_view text(packet.data(), static_cast<std::size_t>(got));
    if (text == kDismissed) return std::nullopt;
    run_dir = text;
  }
}

[[noreturn]] void observe(int line, const Observer::Report& report) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_NAME, "perfbench-watch");
  keep_only(line);
  if (const auto run_dir = await_death(line)) {
    constexpr unsigned kReportsWithinSec = 120;  // milliseconds as a rule, 5 s for 100,000 iterations
    ::alarm(kReportsWithinSec);
    try {
      report(*run_dir);
    } catch (const std::exception&) {
      ::_exit(1);  // nobody would hear of it
    }
  }
  ::_exit(0);  // what is to be done at an exit was this process's parent's
}

}  // namespace

Observer Observer::start(const Report& report) {
  Observer observer;
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) return observer;
  observer.line_.reset(pair[0]);
  const FileDescriptor theirs(pair[1]);
  observer.pid_ = ::fork();
  if (observer.pid_ == 0) observe(theirs.get(), report);
  if (observer.pid_ > 0) observer.ended_.reset(static_cast<int>(::syscall(SYS_pidfd_open, observer.pid_, 0)));
  return observer;
}

void Observer::tell_run_directory(const std::filesystem::path& run_dir) {
  const std::string& path = run_dir.native();
  if (pid_ > 0) ::send(line_.get(), path.data(), path.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Observer::dismiss() {
  if (pid_ <= 0) return;
  ::send(line_.get(), kDismissed.data(), kDismissed.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  pollfd exit{ended_.get(), POLLIN, 0};
  constexpr int kEndsWithinMs = 1000;  // one that is stopped does not
  if (!ended_.is_open() || ::poll(&exit, 1, kEndsWithinMs) != 1) ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
}

}  // namespace perfbench
