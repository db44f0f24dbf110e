#include "runner/worker_output.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "model/utf8.h"
#include "runner/launcher/output_tail.h"

namespace perfbench {

namespace {

// A temporary file may grow by this much before its consumed part is given back.
constexpr off_t kTrimStep = off_t{8} * 1024 * 1024;
// Of a pipe that is filled as fast as it is read: what a pipe can hold at most (/proc/sys/fs/pipe-max-size, by
// default).
constexpr std::size_t kMostAtOnce = std::size_t{1024} * 1024;
constexpr auto kTail = static_cast<std::size_t>(launcher::kOutputTailBytes);

Error output_error(const std::string& what, const std::filesystem::path& where) {
  return {.kind = ErrorKind::harness,
          .what = what,
          .where = where.string(),
          .cause = std::strerror(errno),
          .advice = "Workers write to files below $TMPDIR (or /tmp); --output null keeps nothing."};
}

int open_temporary(const std::filesystem::path& directory) {
  const int nameless = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  if (nameless >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) return nameless;
  std::string name = (directory / "output-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_APPEND | O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

std::string cut_to_last_lines(std::string_view text, int lines) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::size_t start = text.size();
  for (int line = 0; line < lines && start != std::string_view::npos && start > 0; ++line) {
    start = text.rfind('\n', start - 1);
  }
  if (start != std::string_view::npos && start > 0) text.remove_prefix(start + 1);
  return std::string(text);
}

}  // namespace

Result<WorkerStream> WorkerStream::temporary_file(const std::filesystem::path& directory) {
  WorkerStream stream;
  stream.worker_end_ = FileDescriptor(open_temporary(directory));
  if (!stream.worker_end_.is_open()) return fail(output_error("cannot make a file for a worker's output", directory));
  stream.temporary_ = stream.trimmable_ = true;
  return stream;
}

Result<WorkerStream> WorkerStream::log_file(const std::filesystem::path& path) {
  WorkerStream stream;
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  stream.worker_end_ = FileDescriptor(::open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_APPEND | O_CLOEXEC, 0644));
  if (!stream.worker_end_.is_open()) return fail(output_error("cannot make a worker's log", path));
  stream.log_ = path;
  return stream;
}

Result<WorkerStream> WorkerStream::pipe() {
  WorkerStream stream;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(output_error("cannot make a pipe", ""));
  stream.pipe_end_ = FileDescriptor(ends[0]);
  stream.worker_end_ = FileDescriptor(ends[1]);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return stream;
}

void WorkerStream::take_available() {
  std::array<char, 65536> buffer;
  for (std::size_t taken = 0; taken < kMostAtOnce;) {
    const ssize_t got = ::read(pipe_end_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    taken += static_cast<std::size_t>(got);
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    if (reader_) reader_(bytes);
    pipe_tail_.append(bytes);
    if (pipe_tail_.size() > kTail) pipe_tail_.erase(0, pipe_tail_.size() - kTail);
  }
}

bool WorkerStream::discard() {
  struct stat status {};
  if (!temporary_ || ::fstat(worker_end_.get(), &status) != 0) return false;
  return status.st_size == 0 || ::ftruncate(worker_end_.get(), 0) == 0;
}

// The worker shared our open file description: what it set on it (O_NONBLOCK, a lock, an offset) must not pass on.
bool WorkerStream::make_reusable() {
  if (!discard()) return false;
  if (::fcntl(worker_end_.get(), F_SETFL, O_APPEND) != 0 || ::lseek(worker_end_.get(), 0, SEEK_SET) != 0) return false;
  ::flock(worker_end_.get(), LOCK_UN);
  trimmable_ = true;
  trimmed_ = read_ = 0;
  reader_ = nullptr;
  return true;
}

void WorkerStream::drop_if_empty() const {
  struct stat status {};
  if (log_.empty() || ::fstat(worker_end_.get(), &status) != 0 || status.st_size > 0) return;
  ::unlink(log_.c_str());
}

void WorkerStream::read_rest() {
  if (!reader_ || pipe_end_.is_open() || !worker_end_.is_open()) return;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::pread(worker_end_.get(), buffer.data(), buffer.size(), read_);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    read_ += got;
    reader_({buffer.data(), static_cast<std::size_t>(got)});
  }
}

void WorkerStream::trim() {
  read_rest();
  struct stat status {};
  if (!trimmable_ || ::fstat(worker_end_.get(), &status) != 0) return;
  const off_t keep_from = launcher::kept_from(status.st_size);
  if (keep_from - trimmed_ < kTrimStep) return;
  if (!launcher::free_range(worker_end_.get(), trimmed_, keep_from)) {
    trimmable_ = false;
    return;
  }
  trimmed_ = keep_from;
}

std::string WorkerStream::tail(int lines) const {
  if (!worker_end_.is_open()) return {};
  if (pipe_end_.is_open()) return cut_to_last_lines(to_valid_utf8(pipe_tail_), lines);
  struct stat status {};
  if (::fstat(worker_end_.get(), &status) != 0) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  const std::size_t wanted = std::min(size, kTail);
  std::string text(wanted, '\0');
  const ssize_t got = ::pread(worker_end_.get(), text.data(), wanted, static_cast<off_t>(size - wanted));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return cut_to_last_lines(to_valid_utf8(text), lines);
}

}  // namespace perfbench
