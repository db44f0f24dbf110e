#include "reporters/file_sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <optional>
#include <system_error>

#include "model/clean_text.h"
#include "model/utf8.h"
#include "reporters/time_text.h"

namespace perfbench {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kDirectoryMode = 0777;  // less the umask
constexpr mode_t kFileMode = 0666;
constexpr std::size_t kLongestNameBytes = 128;  // room for the stamp, a number and NAME_MAX = 255
constexpr int kMostAttempts = 10000;            // at a name that nobody has taken

tl::unexpected<Error> failure(std::string what, const fs::path& where, std::string cause) {
  return fail({.kind = ErrorKind::harness,
               .what = std::move(what),
               .where = where.string(),
               .cause = std::move(cause),
               .advice = ""});
}

tl::unexpected<Error> errno_failure(std::string what, const fs::path& where, int error_number) {
  return failure(std::move(what), where, std::generic_category().message(error_number));
}

Result<void> make_directories(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return failure("cannot make the directory", directory, error.message());
  return {};
}

// A test's name as one component of a path: it can neither leave its directory nor hide.
std::string as_directory_name(const std::string& name) {
  std::string safe = clean_line(name);
  for (char& c : safe) {
    if (c == '/' || c == '\\' || c == ' ') c = '_';
  }
  if (safe.starts_with('.') || safe.starts_with('-')) safe.front() = '_';
  safe = cut_to_bytes(safe, kLongestNameBytes);
  return safe.empty() ? "run" : safe;
}

// A file that removes itself unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }

  Result<void> rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return errno_failure("cannot replace the file", target, errno);
    renamed_ = true;
    return {};
  }

 private:
  fs::path path_;
  bool renamed_ = false;
};

// The first name beside `target` that `make` could make: one that a killed run of the same pid left over is passed by.
// `make` returns whether it did, and errno says why not.
template <class Make>
std::optional<fs::path> make_temporary_beside(const fs::path& target, Make make) {
  static std::atomic<unsigned> counter = 0;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const std::string name = ".perfbench-" + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".tmp";
    const fs::path path = target.parent_path() / name;
    if (make(path.c_str())) return path;
    if (errno != EEXIST) return std::nullopt;
  }
  return std::nullopt;
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

using Write = std::function<void(const ByteSink&)>;

// Errors name `target`, which the user knows.
Result<void> write_descriptor(int descriptor, const fs::path& target, const Write& write) {
  int error_number = 0;
  write([&](std::string_view bytes) {
    if (error_number == 0) error_number = write_all(descriptor, bytes);
  });
  // Closing may tell of a write that failed late; that of a copy leaves the file at hand.
  const int copy = ::dup(descriptor);
  if ((copy < 0 || ::close(copy) != 0) && error_number == 0) error_number = errno;
  if (error_number != 0) return errno_failure("cannot write the file", target, error_number);
  return {};
}

// A file beside its target that takes the target's place when it is whole, and else goes. It has no name until then, so
// that not even a killed run leaves a part of it; where a file system has no nameless files it has a temporary one.
class NewFile {
 public:
  NewFile() = default;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  // False when it cannot be made; errno says why not.
  bool make_beside(const fs::path& target) {
    const fs::path directory = target.has_parent_path() ? target.parent_path() : ".";
    static const bool can_be_named = ::access("/proc/self/fd", X_OK) == 0;
    if (can_be_named) {
      descriptor_ = ::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kFileMode);
      if (descriptor_ >= 0) return true;
      if (errno != EOPNOTSUPP && errno != EISDIR) return false;
    }
    const auto temporary = make_temporary_beside(target, [this](const char* path) {
      descriptor_ = ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
      return descriptor_ >= 0;
    });
    if (temporary) named_.emplace(*temporary);
    return temporary.has_value();
  }

  int descriptor() const { return descriptor_; }

  Result<void> take_place_of(const fs::path& target) {
    if (!named_) {
      if (name_it(target.c_str())) return {};
      std::optional<fs::path> temporary;
      if (errno == EEXIST) {
        temporary = make_temporary_beside(target, [this](const char* path) { return name_it(path); });
      }
      if (!temporary) return errno_failure("cannot write the file", target, errno);
      named_.emplace(*temporary);
    }
    return named_->rename_to(target);
  }

 private:
  bool name_it(const char* path) const {
    const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
    return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
  }

  int descriptor_ = -1;
  std::optional<TemporaryFile> named_;
};

Result<void> replace_file(const fs::path& target, const Write& write) {
  NewFile file;
  bool made = file.make_beside(target);
  if (!made && errno == ENOENT && target.has_parent_path()) {
    if (auto parents = make_directories(target.parent_path()); !parents) return parents;
    made = file.make_beside(target);
  }
  if (!made) return errno_failure("cannot write the file", target, errno);
  return write_descriptor(file.descriptor(), target, write).and_then([&] { return file.take_place_of(target); });
}

Result<void> write_through(const fs::path& device, const Write& write) {
  const int descriptor = ::open(device.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_failure("cannot write the file", device, errno);
  auto written = write_descriptor(descriptor, device, write);
  ::close(descriptor);
  return written;
}

bool is_device_or_pipe(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

Result<fs::path> make_run_directory(const fs::path& out_dir, const std::string& name,
                                    std::chrono::system_clock::time_point now) {
  if (auto made = make_directories(out_dir); !made) return fail(made.error());
  std::error_code error;
  const fs::path parent = fs::canonical(out_dir, error);
  if (error) return failure("cannot make the directory", out_dir, error.message());
  const std::string stem = as_directory_name(name) + "-" + local_stamp(now);
  for (int number = 1; number <= kMostAttempts; ++number) {
    const fs::path directory = parent / (number == 1 ? stem : stem + "-" + std::to_string(number));
    if (::mkdir(directory.c_str(), kDirectoryMode) == 0) return directory;
    if (errno != EEXIST) return errno_failure("cannot make the directory", directory, errno);
  }
  return errno_failure("cannot make the directory", parent / stem, EEXIST);
}

Result<void> link_latest(const fs::path& run_dir) {
  const fs::path link = run_dir.parent_path() / "latest";
  const auto temporary =
      make_temporary_beside(link, [&](const char* path) { return ::symlink(run_dir.filename().c_str(), path) == 0; });
  if (!temporary) return errno_failure("cannot make the link", link, errno);
  return TemporaryFile(*temporary).rename_to(link);
}

Result<void> write_file(const fs::path& path, std::string_view bytes) {
  return write_file(path, [&](const ByteSink& sink) { sink(bytes); });
}

Result<void> write_file(const fs::path& path, const std::function<void(const ByteSink&)>& write) {
  struct stat status {};
  const bool exists = ::lstat(path.c_str(), &status) == 0;
  if (exists && is_device_or_pipe(path)) return write_through(path, write);
  if (!exists || !S_ISLNK(status.st_mode)) return replace_file(path, write);
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path.parent_path() / fs::read_symlink(path, error), error);
  if (error) return failure("cannot follow the symbolic link", path, error.message());
  return replace_file(resolved, write);
}

}  // namespace perfbench
