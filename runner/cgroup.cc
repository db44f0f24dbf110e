#include "runner/cgroup.h"

#include <algorithm>
#include <string_view>

namespace perfbench {

namespace {

// Deeper than any real tree of groups.
constexpr std::size_t kMostLevels = 64;
// Version 1 writes the largest number of pages for "no limit".
constexpr std::int64_t kNoMemoryLimit = std::int64_t{1} << 60;

struct Mount {
  std::string root;  // of the hierarchy, what of it is mounted
  std::string point;
  bool is_v2 = false;
  std::string options;  // controllers among them, of version 1
};

// "\040" for a blank, as /proc/self/mountinfo has it.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && digit(i + 1) && digit(i + 2) && digit(i + 3)) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<Mount> cgroup_mounts(const SystemFiles& files) {
  std::vector<Mount> mounts;
  const std::string text = files.text("/proc/self/mountinfo").value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::size_t separator = line.find(" - cgroup");
    if (separator == std::string_view::npos) continue;
    const auto place = words_of(line.substr(0, separator));
    const auto kind = words_of(line.substr(separator + 3));
    if (place.size() < 5 || kind.size() < 3 || (kind[0] != "cgroup" && kind[0] != "cgroup2")) continue;
    mounts.push_back({.root = unescaped(place[3]),
                      .point = unescaped(place[4]),
                      .is_v2 = kind[0] == "cgroup2",
                      .options = std::string(kind[2])});
  }
  return mounts;
}

bool lists(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    if (item == name) return true;
    list.remove_prefix(std::min(item.size() + 1, list.size()));
  }
  return false;
}

// The group's path in the hierarchy that has the controller; of version 2, whose line names none, by an empty name.
std::string path_in(std::string_view memberships, std::string_view controller) {
  for (const std::string_view line : lines_of(memberships)) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? controllers.empty() : lists(controllers, controller)) {
      return std::string(line.substr(second + 1));
    }
  }
  return {};
}

// Where the group's path begins with what is mounted, or all is. Else what is mounted is all that can be seen: the path
// is then one outside of the container.
std::vector<std::string> levels_of(const SystemFiles& files, const Mount& mount, const std::string& path) {
  std::string below;
  if (mount.root == "/") {
    below = path;
  } else if (path == mount.root || path.starts_with(mount.root + "/")) {
    below = path.substr(mount.root.size());
  }
  if (below.find("/..") != std::string::npos || !files.exists(mount.point + below)) below.clear();
  std::vector<std::string> levels;
  while (below.size() > 1 && levels.size() < kMostLevels) {
    levels.push_back(mount.point + below);
    below.resize(below.rfind('/'));
  }
  levels.push_back(mount.point);
  return levels;
}

std::vector<std::string> levels_for(const SystemFiles& files, const std::vector<Mount>& mounts,
                                    std::string_view memberships, std::string_view controller) {
  const auto v1 =
      std::ranges::find_if(mounts, [=](const Mount& one) { return !one.is_v2 && lists(one.options, controller); });
  if (v1 != mounts.end()) return levels_of(files, *v1, path_in(memberships, controller));
  const auto v2 = std::ranges::find(mounts, true, &Mount::is_v2);
  if (v2 != mounts.end()) return levels_of(files, *v2, path_in(memberships, ""));
  return {};
}

// Processors' worth of time; "max" and -1 are no limit.
std::optional<double> cpu_limit(const SystemFiles& files, const std::string& folder) {
  auto quota = files.number(folder + "/cpu.cfs_quota_us");
  auto period = files.number(folder + "/cpu.cfs_period_us");
  const std::string v2_line = files.first_line(folder + "/cpu.max");
  if (const auto v2 = words_of(v2_line); v2.size() == 2) {
    quota = integer_of(v2[0]);
    period = integer_of(v2[1]);
  }
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

std::optional<std::int64_t> memory_limit(const SystemFiles& files, const std::string& folder) {
  auto limit = files.number(folder + "/memory.max");
  if (!limit) limit = files.number(folder + "/memory.limit_in_bytes");
  return limit && *limit >= 0 && *limit < kNoMemoryLimit ? limit : std::nullopt;
}

template <class Limit, class Read>
std::optional<Limit> narrowest(const std::vector<std::string>& folders, Read read) {
  std::optional<Limit> least;
  for (const std::string& folder : folders) {
    const std::optional<Limit> limit = read(folder);
    if (limit && (!least || *limit < *least)) least = limit;
  }
  return least;
}

std::string cpuset_of(const SystemFiles& files, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    for (const char* file : {"/cpuset.cpus.effective", "/cpuset.effective_cpus", "/cpuset.cpus"}) {
      if (std::string cpus = files.first_line(folder + file); !cpus.empty()) return cpus;
    }
  }
  return {};
}

template <class Number>
void add_to(std::optional<Number>& sum, const std::optional<std::int64_t>& value, Number scale = 1) {
  if (value) sum = sum.value_or(0) + static_cast<Number>(*value) * scale;
}

}  // namespace

CgroupFolders find_cgroups(const SystemFiles& files) {
  const std::vector<Mount> mounts = cgroup_mounts(files);
  const std::string memberships = files.text("/proc/self/cgroup").value_or("");
  const bool has_v2 = std::ranges::any_of(mounts, &Mount::is_v2);
  const bool has_v1 = std::ranges::any_of(mounts, [](const Mount& mount) { return !mount.is_v2; });
  const auto levels = [&](std::string_view controller) { return levels_for(files, mounts, memberships, controller); };
  return {.version = has_v1 && has_v2 ? "hybrid"
                     : has_v1         ? "v1"
                     : has_v2         ? "v2"
                                      : "",
          .cpu = levels("cpu"),
          .memory = levels("memory"),
          .pids = levels("pids"),
          .cpuset = levels("cpuset")};
}

std::string own_cgroup(const SystemFiles& files, std::string_view v1_controller) {
  const std::vector<Mount> mounts = cgroup_mounts(files);
  const auto has_it = [=](const Mount& mount) {
    return v1_controller.empty() ? mount.is_v2 : !mount.is_v2 && lists(mount.options, v1_controller);
  };
  const auto mount = std::ranges::find_if(mounts, has_it);
  if (mount == mounts.end()) return {};
  return levels_of(files, *mount, path_in(files.text("/proc/self/cgroup").value_or(""), v1_controller)).front();
}

CgroupLimits read_cgroup_limits(const SystemFiles& files, const CgroupFolders& folders) {
  return {.version = folders.version,
          .cpus = narrowest<double>(folders.cpu, [&](const std::string& one) { return cpu_limit(files, one); }),
          .memory_bytes =
              narrowest<std::int64_t>(folders.memory, [&](const std::string& one) { return memory_limit(files, one); }),
          .pids = narrowest<std::int64_t>(folders.pids,
                                          [&](const std::string& one) { return files.number(one + "/pids.max"); }),
          .cpuset = cpuset_of(files, folders.cpuset)};
}

CgroupThrottling read_cgroup_throttling(const SystemFiles& files, const CgroupFolders& folders) {
  constexpr double kMsPerUs = 1e-3;
  constexpr double kMsPerNs = 1e-6;
  CgroupThrottling sum;
  for (const std::string& folder : folders.cpu) {
    const std::string text = files.text(folder + "/cpu.stat").value_or("");
    add_to(sum.periods, counter_of(text, "nr_periods"));
    add_to(sum.throttled_periods, counter_of(text, "nr_throttled"));
    add_to(sum.throttled_ms, counter_of(text, "throttled_usec"), kMsPerUs);
    add_to(sum.throttled_ms, counter_of(text, "throttled_time"), kMsPerNs);
  }
  return sum;
}

}  // namespace perfbench
