#include "runner/machine.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

#include "runner/cgroup.h"
#include "runner/cpu_list.h"
#include "runner/git_commit.h"
#include "runner/virtualisation.h"

namespace perfbench {

namespace {

constexpr const char* kCpuFolder = "/sys/devices/system/cpu";

std::vector<int> allowed_cpus() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {};
  return cpus_in(allowed);
}

std::optional<int> count_of(const std::vector<int>& cpus) {
  return cpus.empty() ? std::nullopt : std::optional(static_cast<int>(cpus.size()));
}

std::string topology_of(const SystemFiles& files, int cpu, const char* list) {
  return files.first_line(fmt::format("{}/cpu{}/topology/{}", kCpuFolder, cpu, list));
}

// Processors of one core name the same list of siblings.
std::optional<int> cores_of(const SystemFiles& files, const std::vector<int>& online) {
  std::set<std::string> cores;
  for (const int cpu : online) {
    std::string siblings = topology_of(files, cpu, "core_cpus_list");
    if (siblings.empty()) siblings = topology_of(files, cpu, "thread_siblings_list");
    if (siblings.empty()) return std::nullopt;
    cores.insert(std::move(siblings));
  }
  return cores.empty() ? std::nullopt : std::optional(static_cast<int>(cores.size()));
}

// Of a file that holds 0 or 1.
std::optional<bool> switch_in(const SystemFiles& files, const char* name) {
  const auto number = files.number(std::string(kCpuFolder) + name);
  return number ? std::optional(*number != 0) : std::nullopt;
}

std::optional<bool> turbo_of(const SystemFiles& files) {
  if (const auto disabled = switch_in(files, "/intel_pstate/no_turbo")) return !*disabled;
  return switch_in(files, "/cpufreq/boost");
}

std::string aslr_of(const SystemFiles& files) {
  constexpr unsigned long kNoRandomisation = 0x0040000;  // ADDR_NO_RANDOMIZE, as setarch -R sets it
  const std::string personality = files.first_line("/proc/self/personality");
  if ((std::strtoul(personality.c_str(), nullptr, 16) & kNoRandomisation) != 0) return "off";
  const auto level = files.number("/proc/sys/kernel/randomize_va_space");
  if (!level) return {};
  return *level == 0 ? "off" : *level == 1 ? "partial" : "full";
}

std::optional<double> load_average(const SystemFiles& files) {
  const std::string line = files.first_line("/proc/loadavg");
  const auto words = words_of(line);
  return words.empty() ? std::nullopt : decimal_of(words.front());
}

void read_cpus(const SystemFiles& files, Environment& machine) {
  constexpr std::size_t kFirstProcessor = 8192;  // reading on could ask each processor for its clock
  const std::string cpuinfo = files.text("/proc/cpuinfo", kFirstProcessor).value_or("");
  const auto allowed = allowed_cpus();
  const auto online =
      parse_kernel_cpus(files.first_line(std::string(kCpuFolder) + "/online")).value_or(std::vector<int>());
  const auto scaling = [&](const char* file) {
    return files.first_line(std::string(kCpuFolder) + "/cpu0/cpufreq/" + file);
  };
  machine.cpu_model = value_of_key(cpuinfo, "model name", ':');
  machine.cpu_count = count_of(allowed);
  machine.allowed_cpus = kernel_cpus(allowed);
  machine.online_cpu_count = count_of(online);
  machine.online_cpus = kernel_cpus(online);
  machine.cpu_cores = cores_of(files, online);
  machine.cpu_governor = scaling("scaling_governor");
  machine.cpu_frequency_driver = scaling("scaling_driver");
  machine.turbo = turbo_of(files);
  machine.smt = switch_in(files, "/smt/active");
  machine.virtualisation = virtualisation_of(files, cpuinfo, machine.kernel);
}

void note_missing_hardware(Environment& machine) {
  const bool is_guest = !machine.virtualisation.empty() && machine.virtualisation != "none";
  const std::string guest = fmt::format("virtual machine ({})", machine.virtualisation);
  const std::string no_cpufreq = "no cpufreq: " + (is_guest ? guest : "the kernel has no driver for this processor");
  if (machine.cpu_governor.empty()) machine.not_read["cpu_governor"] = no_cpufreq;
  if (machine.cpu_frequency_driver.empty()) machine.not_read["cpu_frequency_driver"] = no_cpufreq;
  if (!machine.turbo) machine.not_read["turbo"] = no_cpufreq;
  if (machine.cgroup.version.empty()) machine.not_read["cgroup.version"] = "no cgroup is mounted";
}

}  // namespace

Environment describe_machine(const SystemFiles& files) {
  utsname name{};
  ::uname(&name);
  std::error_code no_folder;
  Environment machine;
  machine.hostname = name.nodename;
  machine.os = value_of_key(files.text("/etc/os-release").value_or(""), "PRETTY_NAME", '=');
  machine.kernel = name.release;
  machine.architecture = name.machine;
  read_cpus(files, machine);
  machine.memory_bytes = meminfo_bytes(files.text("/proc/meminfo").value_or(""), "MemTotal:");
  machine.aslr = aslr_of(files);
  machine.container = container_of(files);
  machine.clock_source = files.first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  machine.cgroup = read_cgroup_limits(files, find_cgroups(files));
  machine.load_average_1m = load_average(files);
  machine.perfbench_version = PERFBENCH_VERSION;
  machine.git_commit = git_commit(std::filesystem::current_path(no_folder));
  note_missing_hardware(machine);
  return machine;
}

}  // namespace perfbench
