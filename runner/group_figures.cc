#include "runner/group_figures.h"

#include <sys/wait.h>

#include <array>
#include <csignal>

#include "model/duration.h"

namespace perfbench {

namespace {

constexpr double kBytesPerMb = 1024.0 * 1024;

struct GroupTime {
  std::optional<std::chrono::microseconds> GroupUsage::*time;
  Measured RunFigures::*figure;
  double scale;  // from seconds
};
constexpr double kMsPerSecond = 1000;
constexpr std::array kGroupTimes = {
    GroupTime{&GroupUsage::cpu, &RunFigures::cgroup_cpu_sec, 1},
    GroupTime{&GroupUsage::user, &RunFigures::cgroup_user_cpu_sec, 1},
    GroupTime{&GroupUsage::system, &RunFigures::cgroup_system_cpu_sec, 1},
    GroupTime{&GroupUsage::throttled, &RunFigures::cgroup_throttled_ms, kMsPerSecond},
    GroupTime{&GroupUsage::cpu_pressure, &RunFigures::cpu_pressure_ms, kMsPerSecond},
    GroupTime{&GroupUsage::io_pressure, &RunFigures::io_pressure_ms, kMsPerSecond},
    GroupTime{&GroupUsage::memory_pressure, &RunFigures::memory_pressure_ms, kMsPerSecond},
};

}  // namespace

void put_group(RunFigures& figures, const GroupUsage& group, std::chrono::nanoseconds wall) {
  for (const GroupTime& known : kGroupTimes) {
    if (const auto time = group.*known.time) figures.*known.figure = known.scale * to_seconds(*time);
  }
  if (group.memory_peak_bytes) {
    figures.cgroup_memory_peak_mb = static_cast<double>(*group.memory_peak_bytes) / kBytesPerMb;
  }
  if (group.peak_pids) figures.cgroup_peak_pids = static_cast<double>(*group.peak_pids);
  if (group.cpu && wall.count() > 0)
    figures.sampled_mean_tree_cpu_pct = 100 * to_seconds(*group.cpu) / to_seconds(wall);
}

std::optional<OomKill> find_oom_kill(const WorkerExited& event, double limit_mb, OomWatch* watch) {
  if (event.ended_by != EndedBy::itself) return std::nullopt;
  const bool is_killed = WIFSIGNALED(event.wait_status) && WTERMSIG(event.wait_status) == SIGKILL;
  const bool has_failed = WIFEXITED(event.wait_status) && WEXITSTATUS(event.wait_status) != 0;
  if (event.group.oom_kills) {
    if (*event.group.oom_kills == 0 || !(is_killed || has_failed)) return std::nullopt;
    return OomKill{.is_certain = true, .limit_mb = limit_mb};
  }
  if (!is_killed || watch == nullptr || !watch->take_one()) return std::nullopt;
  return OomKill{};
}

}  // namespace perfbench
