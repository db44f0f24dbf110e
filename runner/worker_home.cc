#include "runner/worker_home.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <string_view>

#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

Error home_error(ErrorKind kind, std::string what, const fs::path& where, std::string cause) {
  return {.kind = kind, .what = std::move(what), .where = where.string(), .cause = std::move(cause), .advice = ""};
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

struct Placeholder {
  std::string_view name;
  std::string value;
};

std::array<Placeholder, 6> placeholders_of(const fs::path& home, WorkerId id, const TelemetryAddress& telemetry) {
  const bool is_on = !telemetry.base_url.empty();
  return {{{"@HOME@", home.string()},
           {"@WORKER_ID@", std::to_string(id.worker + 1)},
           {"@OTLP_ENDPOINT@", telemetry.base_url},
           {"@OTLP_METRICS_ENDPOINT@", is_on ? telemetry.base_url + "/v1/metrics" : ""},
           {"@OTLP_TRACES_ENDPOINT@", is_on ? telemetry.base_url + "/v1/traces" : ""},
           {"@OTLP_HEADERS@", is_on ? otlp_headers(telemetry) : ""}}};
}

// In one pass, so that nothing is replaced in what was put in.
std::string with_values(std::string_view text, std::span<const Placeholder> placeholders) {
  std::string replaced;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@')) {
    replaced.append(text.substr(0, at));
    text.remove_prefix(at);
    const auto found =
        std::ranges::find_if(placeholders, [text](const auto& each) { return text.starts_with(each.name); });
    replaced.append(found == placeholders.end() ? "@" : found->value);
    text.remove_prefix(found == placeholders.end() ? 1 : found->name.size());
  }
  return replaced.append(text);
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
  auto contents = read_home_files(files);
  if (!contents) return fail(contents.error());
  WorkerHomes homes;
  homes.root_ = root;
  homes.contents_ = std::move(*contents);
  return homes;
}

Result<fs::path> WorkerHomes::make(WorkerId id, const TelemetryAddress& telemetry) {
  if (!untouched_.empty()) {
    fs::path home = std::move(untouched_.back());
    untouched_.pop_back();
    return home;
  }
  fs::path home = root_ / ("home-" + std::to_string(++made_));
  if (::mkdir(home.c_str(), kOwnerOnly) != 0) {
    return fail(home_error(ErrorKind::harness, "cannot make a worker's home", home, std::strerror(errno)));
  }
  if (auto filled = fill(home, id, telemetry); !filled) {
    remove_tree(home);
    return fail(filled.error());
  }
  return home;
}

Result<void> WorkerHomes::fill(const fs::path& home, WorkerId id, const TelemetryAddress& telemetry) const {
  if (contents_.empty()) return {};
  const auto placeholders = placeholders_of(home, id, telemetry);
  for (const HomeFileContent& content : contents_) {
    const fs::path target = home / content.destination;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) {
      return fail(home_error(ErrorKind::harness, "cannot make a folder", target.parent_path(), error.message()));
    }
    errno = 0;
    std::ofstream stream(target, std::ios::binary);
    stream << with_values(content.bytes, placeholders);
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
