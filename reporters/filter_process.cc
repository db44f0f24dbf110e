#include "reporters/filter_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

namespace perfbench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostWords = 4096;

class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  void take(int number) {
    close();
    number_ = number;
  }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// Our ends and those of the child. Its input is a socket, which can be written to without a SIGPIPE.
struct Channels {
  Descriptor input, output, words;
  Descriptor child_input, child_output, child_words;

  bool open() {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
    input.take(pair[0]);
    child_input.take(pair[1]);
    return open_pipe(output, child_output) && open_pipe(words, child_words);
  }

  void close_those_of_the_child() {
    child_input.close();
    child_output.close();
    child_words.close();
  }

 private:
  static bool open_pipe(Descriptor& read_end, Descriptor& write_end) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end.take(ends[0]);
    write_end.take(ends[1]);
    return true;
  }
};

constexpr int kNotExecuted = 127;

// In the child, where nothing may be called that could wait for another thread's lock.
[[noreturn]] void become_filter(const char* program, char* const* argv, char* const* envp, const Channels& channels,
                                pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNotExecuted);  // it has died before
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(channels.child_input.get(), STDIN_FILENO);
  ::dup2(channels.child_output.get(), STDOUT_FILENO);
  ::dup2(channels.child_words.get(), STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execve(program, argv, envp);
  ::_exit(kNotExecuted);
}

// A child process with all that it may have started: it ends no later than this object does.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {
    ::setpgid(pid_, pid_);  // whoever comes first
    ended_.take(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    // Within the kernel it can still be held up, by a dead file system for instance; then it is not waited for.
    constexpr int kDiesWithinMs = 1000;
    (void)wait(kDiesWithinMs);
  }

  // Its wait status; nothing when it is still there after so long.
  std::optional<int> wait(int patience_ms) {
    pollfd exit{ended_.get(), POLLIN, 0};
    int ready = ended_.is_open() ? ::poll(&exit, 1, patience_ms) : 1;
    while (ready < 0 && errno == EINTR) ready = ::poll(&exit, 1, patience_ms);
    if (ready == 0) return std::nullopt;
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
  Descriptor ended_;
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

Result<pid_t> start(FilterCommand command, Channels& channels) {
  const auto refuse = [&](std::string what, int number) {
    return fail({.kind = ErrorKind::harness,
                 .what = std::move(what),
                 .where = command.program,
                 .cause = std::generic_category().message(number),
                 .advice = ""});
  };
  const std::vector<char*> argv = pointers_to(command.argv);
  const std::vector<char*> envp = pointers_to(command.environment);
  if (!channels.open()) return refuse("cannot make a pipe", errno);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become_filter(command.program.c_str(), argv.data(), envp.data(), channels, parent);
  if (pid < 0) return refuse("cannot be started", errno);
  channels.close_those_of_the_child();
  return pid;
}

class Conversation {
 public:
  Conversation(Channels& channels, std::string_view input, Clock::time_point deadline, const FilterLimits& limits)
      : channels_(channels), input_(input), deadline_(deadline), limits_(limits) {}

  // Until both outputs have ended, or the deadline has come, or there is more than was asked for, or it is given up.
  void hold() {
    while ((channels_.output.is_open() || channels_.words.is_open()) && output.size() <= limits_.output_bytes) {
      std::array<pollfd, 3> ready = {pollfd{channels_.input.get(), POLLOUT, 0},
                                     pollfd{channels_.output.get(), POLLIN, 0},
                                     pollfd{channels_.words.get(), POLLIN, 0}};
      const int count = ::poll(ready.data(), ready.size(), next_ms());
      if (count == 0 && (remaining_ms() == 0 || is_given_up())) return;
      if (ready[0].revents != 0) tell();
      if (ready[1].revents != 0) hear(channels_.output, output);
      if (ready[2].revents != 0) hear(channels_.words, words);
      if (words.size() > kMostWords) words.erase(0, words.size() - kMostWords);
    }
  }

  bool is_given_up() const { return limits_.give_up != nullptr && limits_.give_up(); }

  int remaining_ms() const {
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    return static_cast<int>(std::max<long long>(0, rest.count()));
  }

  // As long as nothing is to be asked.
  int next_ms() const {
    constexpr int kAskingMs = 100;
    return limits_.give_up == nullptr ? remaining_ms() : std::min(kAskingMs, remaining_ms());
  }

  std::string output;
  std::string words;

 private:
  void tell() {
    const ssize_t sent = ::send(channels_.input.get(), input_.data(), input_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (sent > 0) input_.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 || input_.empty()) channels_.input.close();
  }

  static void hear(Descriptor& from, std::string& into) {
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) return from.close();
    into.append(buffer.data(), static_cast<std::size_t>(got));
  }

  Channels& channels_;
  std::string_view input_;
  Clock::time_point deadline_;
  const FilterLimits& limits_;
};

}  // namespace

Result<FilterRun> run_filter(const FilterCommand& command, std::string_view input, const FilterLimits& limits) {
  const auto deadline = Clock::now() + limits.time;
  Channels channels;
  const auto pid = start(command, channels);
  if (!pid) return fail(pid.error());
  Child child(*pid);
  Conversation conversation(channels, input, deadline, limits);
  conversation.hold();
  FilterRun run{.output = std::move(conversation.output), .words = std::move(conversation.words)};
  if (run.output.size() > limits.output_bytes) {
    run.ending = FilterEnding::too_much_output;
    return run;
  }
  std::optional<int> status = child.wait(conversation.next_ms());
  while (!status && conversation.remaining_ms() > 0 && !conversation.is_given_up()) {
    status = child.wait(conversation.next_ms());
  }
  if (!status) {
    run.ending = conversation.remaining_ms() > 0 ? FilterEnding::given_up : FilterEnding::too_late;
  } else if (WIFEXITED(*status) && WEXITSTATUS(*status) == kNotExecuted) {
    run.ending = FilterEnding::not_executed;
  } else {
    run.ending = *status == 0 ? FilterEnding::success : FilterEnding::failure;
  }
  return run;
}

}  // namespace perfbench
