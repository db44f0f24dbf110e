#include "runner/proc_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

template <std::size_t N>
std::string_view read_again(const FileDescriptor& file, std::array<char, N>& buffer) {
  const ssize_t got = file.is_open() ? ::pread(file.get(), buffer.data(), buffer.size(), 0) : -1;
  return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

// The numbers of /proc/PID/stat from the fourth field (ppid) on; the second may hold anything, spaces and brackets too.
class StatFields {
 public:
  explicit StatFields(std::string_view text) {
    const std::size_t after_name = text.rfind(')');
    if (after_name == std::string_view::npos || after_name + 4 > text.size()) return;
    text.remove_prefix(after_name + 4);
    while (count_ < values_.size() && !text.empty()) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), values_[count_]);
      if (error == std::errc::invalid_argument) break;
      ++count_;
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
      if (!text.empty()) text.remove_prefix(1);
    }
  }

  bool complete() const { return count_ == values_.size(); }
  // Numbered as in proc(5).
  long long field(std::size_t number) const { return values_[number - kFirst]; }

 private:
  static constexpr std::size_t kFirst = 4;
  static constexpr std::size_t kLast = 24;
  std::array<long long, kLast - kFirst + 1> values_{};
  std::size_t count_ = 0;
};

// Kernel 6.2 and later tell the number of open descriptors as the directory's size; before, the entries must be
// counted.
bool directory_size_counts_descriptors() {
  static const bool counts = [] {
    struct stat status {};
    return ::stat("/proc/self/fd", &status) == 0 && status.st_size > 0;
  }();
  return counts;
}

std::optional<std::int64_t> count_entries(const std::string& directory) {
  DIR* stream = ::opendir(directory.c_str());
  if (stream == nullptr) return std::nullopt;
  std::int64_t entries = 0;
  while (const dirent* entry = ::readdir(stream)) entries += entry->d_name[0] == '.' ? 0 : 1;
  ::closedir(stream);
  return entries;
}

void append_pids(std::string_view text, std::vector<pid_t>& pids) {
  while (!text.empty()) {
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
    if (error != std::errc()) return;
    pids.push_back(pid);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
}

void append_children(const FileDescriptor& file, std::vector<pid_t>& pids) {
  std::array<char, 4096> buffer;
  std::string text;
  off_t offset = 0;
  while (true) {
    const ssize_t got = ::pread(file.get(), buffer.data(), buffer.size(), offset);
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    offset += got;
  }
  append_pids(text, pids);
}

FileDescriptor open_below(const std::string& path, int flags = O_RDONLY) {
  return FileDescriptor(::open(path.c_str(), flags | O_CLOEXEC));
}

class LinuxProcessView : public ProcessView {
 public:
  LinuxProcessView(pid_t pid, FileDescriptor stat_file)
      : directory_("/proc/" + std::to_string(pid)), stat_file_(std::move(stat_file)) {
    has_clock_ = ::clock_getcpuclockid(pid, &clock_) == 0;
    first_thread_children_ = open_below(directory_ + "/task/" + std::to_string(pid) + "/children");
  }

  std::optional<ProcessStat> stat() override {
    std::array<char, 1024> buffer;
    const StatFields fields(read_again(stat_file_, buffer));
    if (!fields.complete()) return std::nullopt;
    static const long page_kb = ::sysconf(_SC_PAGESIZE) / 1024;
    static const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
    const std::chrono::nanoseconds tick(std::chrono::nanoseconds(std::chrono::seconds(1)) / ticks_per_second);
    return ProcessStat{.threads = static_cast<int>(fields.field(20)),
                       .rss_kb = fields.field(24) * page_kb,
                       .waited_children_cpu = (fields.field(16) + fields.field(17)) * tick};
  }

  std::optional<std::chrono::nanoseconds> cpu_time() override {
    timespec time{};
    if (!has_clock_ || ::clock_gettime(clock_, &time) != 0) return std::nullopt;
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

  std::optional<std::int64_t> open_fds() override {
    if (!directory_size_counts_descriptors()) return count_entries(directory_ + "/fd");
    if (!fd_directory_.is_open()) fd_directory_ = open_below(directory_ + "/fd", O_RDONLY | O_DIRECTORY);
    struct stat status {};
    if (!fd_directory_.is_open() || ::fstat(fd_directory_.get(), &status) != 0) return std::nullopt;
    return status.st_size > 0 ? std::optional<std::int64_t>(status.st_size) : std::nullopt;  // 0: a zombie
  }

  std::optional<std::vector<pid_t>> children(int threads) override {
    if (!first_thread_children_.is_open()) return std::nullopt;
    std::vector<pid_t> pids;
    if (threads <= 1) {
      append_children(first_thread_children_, pids);
      return pids;
    }
    const std::string tasks = directory_ + "/task";
    DIR* stream = ::opendir(tasks.c_str());
    if (stream == nullptr) return std::nullopt;
    while (const dirent* entry = ::readdir(stream)) {
      if (entry->d_name[0] == '.') continue;
      const FileDescriptor file = open_below(tasks + "/" + entry->d_name + "/children");
      if (file.is_open()) append_children(file, pids);
    }
    ::closedir(stream);
    return pids;
  }

 private:
  std::string directory_;
  FileDescriptor stat_file_;
  FileDescriptor fd_directory_;
  FileDescriptor first_thread_children_;
  clockid_t clock_ = 0;
  bool has_clock_ = false;
};

class LinuxProcFs : public ProcFs {
 public:
  std::unique_ptr<ProcessView> open(pid_t pid) override {
    FileDescriptor stat_file = open_below("/proc/" + std::to_string(pid) + "/stat");
    if (!stat_file.is_open()) return nullptr;
    return std::make_unique<LinuxProcessView>(pid, std::move(stat_file));
  }
};

}  // namespace

std::unique_ptr<ProcFs> make_linux_proc_fs() { return std::make_unique<LinuxProcFs>(); }

}  // namespace perfbench
