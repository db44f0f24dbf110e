#include "runner/worker_home.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

Error home_error(ErrorKind kind, std::string what, const fs::path& where, std::string cause) {
  return {.kind = kind, .what = std::move(what), .where = where.string(), .cause = std::move(cause), .advice = ""};
}

bool leaves_home(const fs::path& destination) {
  const fs::path normal = destination.lexically_normal();
  return destination.empty() || destination.is_absolute() || normal.empty() || *normal.begin() == ".." ||
         normal == "." || !normal.has_filename();
}

constexpr mode_t kOwnerOnly = 0700;

bool is_empty_and_private(const fs::path& directory) {
  const FileDescriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!descriptor.is_open() || ::fstat(descriptor.get(), &status) != 0) return false;
  if (status.st_mode != (S_IFDIR | kOwnerOnly)) return false;
  alignas(dirent64) std::array<char, 4096> entries;
  ssize_t got = 0;
  while ((got = ::getdents64(descriptor.get(), entries.data(), entries.size())) > 0) {
    for (ssize_t at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const dirent64*>(entries.data() + at);
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") return false;
      at += entry->d_reclen;
    }
  }
  return got == 0;
}

void replace_all(std::string& text, std::string_view placeholder, const std::string& value) {
  for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at)) {
    text.replace(at, placeholder.size(), value);
    at += value.size();
  }
}

}  // namespace

Result<TemporaryRoot> TemporaryRoot::create(bool keep) {
  const char* named = std::getenv("TMPDIR");
  std::error_code error;
  // Absolute, because workers may start elsewhere.
  const fs::path below = fs::absolute(named == nullptr || *named == '\0' ? "/tmp" : named, error);
  if (error || !fs::is_directory(below, error)) {
    return fail({.kind = ErrorKind::harness,
                 .what = "the directory for temporary files cannot be used",
                 .where = below.string(),
                 .cause = error ? error.message() : "it is no directory",
                 .advice = "Point TMPDIR at a writable directory."});
  }
  std::string path = (below / "perfbench-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) {
    return fail(home_error(ErrorKind::harness, "cannot make a temporary directory", path, std::strerror(errno)));
  }
  return TemporaryRoot(path, keep);
}

TemporaryRoot::~TemporaryRoot() {
  if (!path_.empty() && !keep_) remove_tree(path_);
}

void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return;
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add, error);
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      fs::permissions(entry->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
    }
  }
  fs::remove_all(path, error);
}

Result<WorkerHomes> WorkerHomes::create(const std::vector<HomeFile>& files, const fs::path& root) {
  WorkerHomes homes;
  homes.root_ = root;
  for (const HomeFile& file : files) {
    if (leaves_home(file.destination)) {
      return fail(home_error(ErrorKind::plan, "the destination must be a file inside the worker's home",
                             "home file '" + file.source.string() + "=" + file.destination.string() + "'", ""));
    }
    std::error_code error;
    const fs::file_status status = fs::status(file.source, error);
    std::ifstream stream;
    if (fs::is_regular_file(status)) stream.open(file.source, std::ios::binary);  // a FIFO would wait for its writer
    if (!stream.is_open()) {
      return fail(home_error(ErrorKind::plan, "the home file cannot be read", file.source,
                             error ? error.message() : "not a readable regular file"));
    }
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    homes.contents_.push_back({file.destination.lexically_normal(), status.permissions(), std::move(bytes).str()});
  }
  return homes;
}

Result<fs::path> WorkerHomes::make(WorkerId id) {
  if (!untouched_.empty()) {
    fs::path home = std::move(untouched_.back());
    untouched_.pop_back();
    return home;
  }
  fs::path home = root_ / ("home-" + std::to_string(++made_));
  if (::mkdir(home.c_str(), kOwnerOnly) != 0) {
    return fail(home_error(ErrorKind::harness, "cannot make a worker's home", home, std::strerror(errno)));
  }
  if (auto filled = fill(home, id); !filled) {
    remove_tree(home);
    return fail(filled.error());
  }
  return home;
}

Result<void> WorkerHomes::fill(const fs::path& home, WorkerId id) const {
  for (const Content& content : contents_) {
    std::string bytes = content.bytes;
    replace_all(bytes, "@HOME@", home.string());
    replace_all(bytes, "@WORKER_ID@", std::to_string(id.worker + 1));
    const fs::path target = home / content.destination;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) {
      return fail(home_error(ErrorKind::harness, "cannot make a folder", target.parent_path(), error.message()));
    }
    errno = 0;
    std::ofstream stream(target, std::ios::binary);
    stream << bytes;
    stream.close();
    if (!stream) return fail(home_error(ErrorKind::harness, "cannot write a home file", target, std::strerror(errno)));
    fs::permissions(target, content.permissions, error);
    if (error) return fail(home_error(ErrorKind::harness, "cannot set permissions", target, error.message()));
  }
  return {};
}

void WorkerHomes::retire(const fs::path& home) {
  if (contents_.empty() && is_empty_and_private(home)) {
    untouched_.push_back(home);
  } else {
    remove_tree(home);
  }
}

}  // namespace perfbench
