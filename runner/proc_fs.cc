#include "runner/proc_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "runner/file_descriptor.h"
#include "runner/launcher/memory_look.h"

namespace perfbench {

namespace {

FileDescriptor open_below(const std::string& path, int flags = O_RDONLY) {
  return FileDescriptor(::open(path.c_str(), flags | O_CLOEXEC));
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

// False when the file tells nothing, which a kept one does once its process is gone.
bool append_children(int file, std::vector<pid_t>& pids) {
  std::array<char, 4096> buffer;
  ssize_t got = ::pread(file, buffer.data(), buffer.size(), 0);
  if (got < 0) return false;
  if (got < static_cast<ssize_t>(buffer.size())) {
    append_pids({buffer.data(), static_cast<std::size_t>(got)}, pids);
    return true;
  }
  std::string text;
  for (off_t offset = 0; got > 0; got = ::pread(file, buffer.data(), buffer.size(), offset)) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
    offset += got;
  }
  append_pids(text, pids);
  return true;
}

// A file of a process: kept open from its first use on, or opened at each use.
class ProcFile {
 public:
  ProcFile(std::string path, int flags, bool keep) : path_(std::move(path)), flags_(flags), keep_(keep) {}

  // Calls use(descriptor); -1 when it cannot be opened.
  template <class Use>
  auto with(Use use) {
    if (!keep_) return use(open_below(path_, flags_).get());
    open_to_keep();
    return use(file_.get());
  }

  void open_to_keep() {
    if (keep_ && !opened_) file_ = open_below(path_, flags_);
    opened_ = true;
  }

 private:
  std::string path_;
  int flags_;
  bool keep_;
  bool opened_ = false;
  FileDescriptor file_;
};

std::int64_t page_kb() {
  static const long size = ::sysconf(_SC_PAGESIZE) / 1024;
  return size;
}

// Of a statm: "3043 1221 ...", in pages.
std::optional<std::int64_t> resident_kb(int file) {
  std::array<char, 128> buffer;
  const ssize_t got = ::pread(file, buffer.data(), buffer.size(), 0);
  const std::string_view text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::size_t second = text.find(' ') + 1;  // 0 when there is none
  std::int64_t pages = 0;
  if (second == 0) return std::nullopt;
  if (std::from_chars(text.data() + second, text.data() + text.size(), pages).ec != std::errc()) return std::nullopt;
  return pages * page_kb();
}

class LinuxProcessView : public ProcessView {
 public:
  LinuxProcessView(pid_t pid, int& kept, bool keep)
      : pid_(pid),
        directory_("/proc/" + std::to_string(pid)),
        kept_(kept),
        keep_(keep),
        stat_file_(directory_ + "/stat", O_RDONLY, keep),
        statm_file_(directory_ + "/statm", O_RDONLY, keep),
        fd_directory_(directory_ + "/fd", O_RDONLY | O_DIRECTORY, keep),
        first_thread_children_(directory_ + "/task/" + std::to_string(pid) + "/children", O_RDONLY, keep) {
    kept_ += keep_ ? 1 : 0;
    has_clock_ = ::clock_getcpuclockid(pid, &clock_) == 0;
  }
  LinuxProcessView(const LinuxProcessView&) = delete;
  LinuxProcessView& operator=(const LinuxProcessView&) = delete;
  ~LinuxProcessView() override { kept_ -= keep_ ? 1 : 0; }

  std::optional<ProcessStat> stat() override {
    std::array<char, 1024> buffer;
    statm_file_.open_to_keep();  // while it is seen to be the same process
    const ssize_t got = stat_file_.with([&](int file) { return ::pread(file, buffer.data(), buffer.size(), 0); });
    const StatFields fields({buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0});
    if (!fields.complete()) return std::nullopt;
    // A file that is opened by its pid may be that of another process by now.
    const long long started = fields.field(22);
    if (started_ != 0 && started != started_) return std::nullopt;
    started_ = started;
    static const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
    const std::chrono::nanoseconds tick(std::chrono::nanoseconds(std::chrono::seconds(1)) / ticks_per_second);
    const int threads = static_cast<int>(fields.field(20));
    const std::int64_t rss_kb = fields.field(24) * page_kb();
    return ProcessStat{.threads = threads,
                       .rss_kb = rss_kb == 0 && threads > 1 ? rss_kb_of_other_threads() : rss_kb,
                       .waited_children_cpu = (fields.field(16) + fields.field(17)) * tick};
  }

  std::optional<std::int64_t> rss_kb() override {
    if (!keep_) {  // only its start tells whether it is still the same process
      const auto whole = stat();
      return whole ? std::optional(whole->rss_kb) : std::nullopt;
    }
    const auto resident = statm_file_.with([](int file) { return resident_kb(file); });
    return resident == 0 ? rss_kb_of_other_threads() : resident;
  }

  std::optional<std::chrono::nanoseconds> cpu_time() override {
    timespec time{};
    if (!has_clock_ || ::clock_gettime(clock_, &time) != 0) return std::nullopt;
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

  std::optional<std::int64_t> open_fds() override {
    if (!directory_size_counts_descriptors()) return count_entries(directory_ + "/fd");
    struct stat status {};
    if (fd_directory_.with([&](int file) { return ::fstat(file, &status); }) != 0) return std::nullopt;
    return status.st_size > 0 ? std::optional<std::int64_t>(status.st_size) : std::nullopt;  // 0: a zombie
  }

  std::optional<Footprint> footprint() override {
    const launcher::MemoryLook look = launcher::look_at_memory(pid_);
    if (look.pss_kb == launcher::kUnknown) return std::nullopt;
    return Footprint{.pss_kb = look.pss_kb, .private_dirty_kb = look.private_dirty_kb, .swap_kb = look.swap_kb};
  }

  bool children(int threads, std::vector<pid_t>& pids) override {
    if (threads <= 1) return first_thread_children_.with([&](int file) { return append_children(file, pids); });
    const std::string tasks = directory_ + "/task";
    DIR* stream = ::opendir(tasks.c_str());
    if (stream == nullptr) return false;
    while (const dirent* entry = ::readdir(stream)) {
      if (entry->d_name[0] == '.') continue;
      append_children(open_below(tasks + "/" + entry->d_name + "/children").get(), pids);
    }
    ::closedir(stream);
    return true;
  }

 private:
  // The first thread may end before the others, and has no memory any more.
  std::int64_t rss_kb_of_other_threads() const {
    const std::string tasks = directory_ + "/task";
    DIR* stream = ::opendir(tasks.c_str());
    if (stream == nullptr) return 0;
    std::int64_t rss_kb = 0;
    while (const dirent* entry = ::readdir(stream)) {
      if (entry->d_name[0] == '.' || rss_kb > 0) continue;
      rss_kb = resident_kb(open_below(tasks + "/" + entry->d_name + "/statm").get()).value_or(0);
    }
    ::closedir(stream);
    return rss_kb;
  }

  pid_t pid_;
  std::string directory_;
  int& kept_;
  bool keep_;
  ProcFile stat_file_;
  ProcFile statm_file_;
  ProcFile fd_directory_;
  ProcFile first_thread_children_;
  clockid_t clock_ = 0;
  bool has_clock_ = false;
  long long started_ = 0;
};

// Invalid where another file system, as that of a container, has put a file of its own in its place.
FileDescriptor open_load() {
  FileDescriptor file = open_below("/proc/loadavg");
  struct statfs system {};
  if (file.is_open() && (::fstatfs(file.get(), &system) != 0 || system.f_type != PROC_SUPER_MAGIC)) file.reset();
  return file;
}

class LinuxProcFs : public ProcFs {
 public:
  explicit LinuxProcFs(int most_kept) : most_kept_(most_kept) {}

  std::unique_ptr<ProcessView> open(pid_t pid) override {
    return std::make_unique<LinuxProcessView>(pid, kept_, kept_ < most_kept_);
  }

  // "0.20 0.18 0.12 1/80 11206"
  std::optional<pid_t> last_started() override {
    std::array<char, 128> buffer;
    const ssize_t got = ::pread(load_.get(), buffer.data(), buffer.size(), 0);
    std::string_view text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    text.remove_prefix(text.rfind(' ') + 1);  // npos + 1 is 0
    pid_t pid = 0;
    const auto error = std::from_chars(text.data(), text.data() + text.size(), pid).ec;
    return error == std::errc() && pid > 0 ? std::optional(pid) : std::nullopt;
  }

 private:
  int most_kept_;
  int kept_ = 0;
  FileDescriptor load_ = open_load();
};

}  // namespace

std::unique_ptr<ProcFs> make_linux_proc_fs(int most_kept) { return std::make_unique<LinuxProcFs>(most_kept); }

}  // namespace perfbench
