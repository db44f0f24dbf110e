#include "runner/machine.h"

#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "runner/git_commit.h"

namespace perfbench {

namespace {

// The value of the first line that begins with `key`, without separators and quotes; empty if there is none.
std::string value_in(const char* file, const std::string& key, char separator) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t at = line.find(separator);
    if (at == std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
    const std::size_t end = line.find_last_not_of(" \t\"");
    return begin == std::string::npos ? "" : line.substr(begin, end - begin + 1);
  }
  return {};
}

std::string first_line(const char* file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::optional<int> usable_cpus() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return std::nullopt;
  return CPU_COUNT(&allowed);
}

std::optional<int> online_cpus() {
  const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? std::optional<int>(static_cast<int>(count)) : std::nullopt;
}

std::string frequency_scaling(const char* file) {
  return first_line((std::string("/sys/devices/system/cpu/cpu0/cpufreq/") + file).c_str());
}

std::optional<double> load_average() {
  std::array<double, 1> average{};
  if (::getloadavg(average.data(), 1) != 1) return std::nullopt;
  return average[0];
}

std::optional<std::int64_t> memory_bytes() {
  struct sysinfo info {};
  if (::sysinfo(&info) != 0) return std::nullopt;
  return static_cast<std::int64_t>(info.totalram) * info.mem_unit;
}

}  // namespace

Environment describe_machine() {
  utsname name{};
  ::uname(&name);
  std::error_code no_folder;
  return {.hostname = name.nodename,
          .os = value_in("/etc/os-release", "PRETTY_NAME", '='),
          .kernel = name.release,
          .architecture = name.machine,
          .cpu_model = value_in("/proc/cpuinfo", "model name", ':'),
          .cpu_count = usable_cpus(),
          .online_cpu_count = online_cpus(),
          .memory_bytes = memory_bytes(),
          .cpu_governor = frequency_scaling("scaling_governor"),
          .cpu_frequency_driver = frequency_scaling("scaling_driver"),
          .load_average_1m = load_average(),
          .perfbench_version = PERFBENCH_VERSION,
          .git_commit = git_commit(std::filesystem::current_path(no_folder))};
}

}  // namespace perfbench
