#include "runner/cgroup_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "runner/file_descriptor.h"
#include "runner/launcher/group_files.h"

namespace perfbench {

namespace {

constexpr std::string_view kFolderPrefix = "perfbench-";
constexpr int kStaleEndsWithinMs = 500;

// Of "perfbench-123", "perfbench-123-2" and "perfbench-123-runner"; 0 where the name is no run's.
pid_t run_of(std::string_view name) {
  if (!name.starts_with(kFolderPrefix)) return 0;
  name.remove_prefix(kFolderPrefix.size());
  int run = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), run);
  const std::string_view rest = name.substr(static_cast<std::size_t>(end - name.data()));
  const bool is_number = rest.size() > 1 && rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  const bool is_run = rest.empty() || rest == "-runner" || (rest.front() == '-' && is_number);
  return error == std::errc() && is_run && run > 0 ? run : 0;
}

bool is_over(pid_t run) { return ::kill(run, 0) != 0 && errno == ESRCH; }

// One of another namespace has no pid here: that run may go on there.
bool holds_foreign_process(const std::filesystem::path& folder) {
  std::error_code gone;
  std::filesystem::recursive_directory_iterator files(folder, gone);
  for (; !gone && files != std::filesystem::recursive_directory_iterator(); files.increment(gone)) {
    if (files->path().filename() != "cgroup.procs") continue;
    std::ifstream processes(files->path());
    for (long pid = 0; processes >> pid;) {
      if (pid == 0) return true;
    }
  }
  return false;
}

// Those below `own` of runs that are over, in which this system sees every process.
void remove_stale_cgroups(const std::string& own) {
  std::error_code unreadable;
  std::filesystem::directory_iterator entries(own, unreadable);
  for (; !unreadable && entries != std::filesystem::directory_iterator(); entries.increment(unreadable)) {
    const std::filesystem::path folder = entries->path();
    const pid_t run = run_of(folder.filename().string());
    if (run == 0 || !is_over(run) || holds_foreign_process(folder)) continue;
    launcher::end_group(folder.c_str(), kStaleEndsWithinMs);
  }
}

}  // namespace

std::string make_cgroup_folder(const std::string& own) {
  if (::access((own + "/cgroup.procs").c_str(), W_OK) != 0) return {};  // nothing could be moved
  remove_stale_cgroups(own);
  const std::string first = own + "/" + std::string(kFolderPrefix) + std::to_string(::getpid());
  constexpr mode_t kMode = 0755;
  constexpr int kMostOfOneProcess = 100;
  for (int number = 1; number <= kMostOfOneProcess; ++number) {
    std::string folder = number == 1 ? first : first + "-" + std::to_string(number);
    if (::mkdir(folder.c_str(), kMode) == 0) return folder;
    if (errno != EEXIST) break;
  }
  return {};
}

bool write_cgroup_file(const std::string& group, const char* name, const std::string& text) {
  const FileDescriptor folder(::open(group.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.is_open() && launcher::write_group_file(folder.get(), name, text.c_str());
}

}  // namespace perfbench
