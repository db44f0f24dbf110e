#include "runner/git_dirty.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "runner/bound_descriptor.h"
#include "runner/command.h"
#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

namespace git_process = boost::process::v2;
using GitClock = std::chrono::steady_clock;

// Leads a process group, so that whatever git starts is ended with it.
struct OwnGroup {
  boost::system::error_code on_exec_setup(git_process::posix::default_launcher&, const git_process::filesystem::path&,
                                          const char* const*) const {
    ::setpgid(0, 0);
    return {};
  }
};

// How much git has written when it closes its output; nothing where that takes until the deadline.
std::optional<std::size_t> read_to_the_end(const FileDescriptor& output, GitClock::time_point deadline) {
  std::size_t size = 0;
  std::array<char, 65536> piece;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - GitClock::now()).count();
    pollfd ready{output.get(), POLLIN, 0};
    const int count = ::poll(&ready, 1, left > 0 ? static_cast<int>(left) : 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    const ssize_t got = ::read(output.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return size;
    size += static_cast<std::size_t>(got);
  }
}

bool ends_by(git_process::process& git, GitClock::time_point deadline) {
  const FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, git.id(), 0)));
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - GitClock::now()).count();
  pollfd exit{ended.get(), POLLIN, 0};
  return ended.is_open() && ::poll(&exit, 1, left > 0 ? static_cast<int>(left) : 0) == 1;
}

void end(git_process::process& git) {
  ::kill(-git.id(), SIGKILL);
  // Held up within the kernel, by a dead file system for instance, it is not waited for.
  constexpr std::chrono::milliseconds kDiesWithin(500);
  if (ends_by(git, GitClock::now() + kDiesWithin)) {
    boost::system::error_code ignored;
    git.wait(ignored);
  } else {
    git.detach();
  }
}

}  // namespace

struct GitStatus::Question {
  GitClock::time_point deadline;
  boost::asio::io_context context{1};
  FileDescriptor output;
  std::optional<git_process::process> git;
  std::string fault;  // why there is no git at work

  void ask(const std::string& program, const std::filesystem::path& folder) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_to_start(errno);
    output.reset(ends[0]);
    const FileDescriptor theirs(ends[1]);
    // A monitor of the file system would be a process that stays.
    const std::vector<std::string> arguments = {
        "-C",     folder.string(), "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false",
        "status", "--porcelain",   "--untracked-files=no"};
    try {
      git.emplace(context, program, arguments, git_process::process_stdio{nullptr, nullptr, nullptr}, OwnGroup{},
                  BoundDescriptor{STDOUT_FILENO, theirs.get()});
    } catch (const boost::system::system_error& error) {
      fail_to_start(error.code().value());
    }
  }

  void fail_to_start(int error_number) {
    fault = std::string("git could not be started: ") + std::strerror(error_number);
  }
};

GitStatus::GitStatus(const std::filesystem::path& folder, std::chrono::milliseconds patience)
    : question_(std::make_unique<Question>()) {
  question_->deadline = GitClock::now() + patience;
  const char* search_path = std::getenv("PATH");
  const auto program = find_program("git", search_path == nullptr ? "" : search_path);
  if (program) {
    question_->ask(*program, folder);
  } else {
    question_->fault = "there is no git in PATH";
  }
}

GitStatus::~GitStatus() {
  if (question_->git) end(*question_->git);
}

GitDirty GitStatus::answer() {
  auto& git = question_->git;
  if (!git) return {.dirty = {}, .reason = question_->fault};
  const auto size = read_to_the_end(question_->output, question_->deadline);
  if (!size || !ends_by(*git, question_->deadline)) {
    end(*git);
    git.reset();
    return {.dirty = {}, .reason = "git took too long"};
  }
  boost::system::error_code ignored;
  git->wait(ignored);
  const int status = git->native_exit_code();
  git.reset();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {.dirty = {}, .reason = "git status failed"};
  return {.dirty = *size > 0, .reason = ""};
}

}  // namespace perfbench
