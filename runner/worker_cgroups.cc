#include "runner/worker_cgroups.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "runner/cgroup.h"
#include "runner/cgroup_folder.h"
#include "runner/launcher/group_files.h"
#include "runner/launcher/protocol.h"

namespace perfbench {

namespace {

constexpr int kGroupsEndWithinMs = 2000;

struct LimitingController {
  std::uint32_t use;
  const char* name;
  const char* figure;  // object of the summary
  const char* option;
};
constexpr std::array kLimitingControllers = {
    LimitingController{launcher::kGroupMemory, "memory", "cgroup_memory_peak_mb", "--memory-max"},
    LimitingController{launcher::kGroupPids, "pids", "cgroup.peak_pids", "--pids-max"},
    LimitingController{launcher::kGroupCpu, "cpu", "cgroup.throttled_ms", "--cpu-max"},
};

constexpr const char* kWhereItCan =
    "Run perfbench where it may make control groups: systemd-run --user --scope -p Delegate=yes perfbench run ..., or "
    "as "
    "root.";

constexpr const char* kMeanTreeCpu = "process_tree_sampled.mean_tree_cpu_pct";

bool lists_word(const std::string& words, const char* word) {
  const auto found = words_of(words);
  return std::ranges::find(found, word) != found.end();
}

std::string cannot_make(const std::string& own, int error_number) {
  return fmt::format("no control group can be made in {}: {}", own, std::strerror(error_number));
}

}  // namespace

// What is taken of what there is.
class CgroupChoice {
 public:
  CgroupChoice(CgroupMode mode, const WorkerLimits& limits, const SystemFiles& files, WorkerCgroups& taken)
      : mode_(mode), limits_(limits), files_(files), taken_(taken) {}

  Result<void> choose() {
    if (mode_ == CgroupMode::off) {
      why_no_v2_ = "control groups were off";
    } else {
      take_v2();
      for (const LimitingController& controller : kLimitingControllers) {
        if (!has(controller.use) && is_wanted(controller)) take_v1(controller.name, controller.use);
      }
      if (!has(launcher::kGroupV2) && (mode_ == CgroupMode::full || limits_.any())) {
        take_v1("cpuacct", launcher::kGroupCpuacct);
        take_v1("freezer", launcher::kGroupFreezer);
      }
    }
    if (auto settled = settle_limits(); !settled) return settled;
    note_sources();
    note_absences();
    return {};
  }

 private:
  bool has(std::uint32_t use) const {
    return std::ranges::any_of(taken_.groups_.hierarchies,
                               [=](const GroupHierarchy& hierarchy) { return (hierarchy.uses & use) != 0; });
  }

  bool is_limited(const LimitingController& controller) const {
    switch (controller.use) {
      case launcher::kGroupMemory:
        return limits_.memory_bytes.has_value();
      case launcher::kGroupPids:
        return limits_.pids.has_value();
      default:
        return limits_.cpus.has_value();
    }
  }

  // A limit of CPU time makes the scheduler treat workers in another way: none is taken for its figures alone.
  bool is_wanted(const LimitingController& controller) const {
    return is_limited(controller) || (mode_ == CgroupMode::full && controller.use != launcher::kGroupCpu);
  }

  bool make_folder(const std::string& own, std::uint32_t use, std::string& why_not) {
    const std::string folder = make_cgroup_folder(files_.full_path(own));
    if (folder.empty()) {
      why_not = cannot_make(own, errno);
      return false;
    }
    taken_.groups_.hierarchies.push_back({.folder = folder, .uses = use});
    return true;
  }

  void take_v2() {
    const std::string own = own_cgroup(files_, "");
    if (own.empty()) {
      why_no_v2_ = "no control groups of version 2 are mounted";
      return;
    }
    if (!make_folder(own, launcher::kGroupV2, why_no_v2_)) return;
    give_wanted_controllers(own);
    GroupHierarchy& hierarchy = taken_.groups_.hierarchies.back();
    const std::string given = files_.first_line(own + "/cgroup.subtree_control");
    for (const LimitingController& controller : kLimitingControllers) {
      const bool is_free = controller.use != launcher::kGroupCpu;
      if (!lists_word(given, controller.name) || !(is_free || is_limited(controller))) continue;
      if (write_cgroup_file(hierarchy.folder, "cgroup.subtree_control", std::string("+") + controller.name)) {
        hierarchy.uses |= controller.use;
      }
    }
  }

  // To the groups below the own one, where it has them and keeps them for itself.
  void give_wanted_controllers(const std::string& own) {
    const std::string there = files_.first_line(own + "/cgroup.controllers");
    const std::string given = files_.first_line(own + "/cgroup.subtree_control");
    std::vector<std::string> wanted;
    for (const LimitingController& controller : kLimitingControllers) {
      const bool is_kept = lists_word(there, controller.name) && !lists_word(given, controller.name);
      if (is_kept && is_wanted(controller)) wanted.emplace_back(controller.name);
    }
    if (wanted.empty() || taken_.vacated_.give(files_.full_path(own), wanted)) return;
    why_kept_ = errno == EBUSY ? fmt::format("other processes are in {}, which must be empty for that", own)
                               : fmt::format("{} does not give it: {}", own, std::strerror(errno));
  }

  void take_v1(const char* controller, std::uint32_t use) {
    const std::string own = own_cgroup(files_, controller);
    if (own.empty()) return;
    for (GroupHierarchy& hierarchy : taken_.groups_.hierarchies) {  // of several controllers: "cpu,cpuacct"
      if (!hierarchy.folder.starts_with(files_.full_path(own) + "/perfbench-")) continue;
      hierarchy.uses |= use;
      return;
    }
    make_folder(own, use, why_no_v1_[use]);
  }

  // Where it was not asked for.
  bool can_take_v1(const LimitingController& controller) const {
    if (mode_ != CgroupMode::automatic || why_no_v1_.contains(controller.use)) return false;
    const std::string own = own_cgroup(files_, controller.name);
    return !own.empty() && ::access(files_.full_path(own + "/cgroup.procs").c_str(), W_OK) == 0;
  }

  std::string why_missing(const LimitingController& controller) const {
    if (!has(launcher::kGroupV2) && !why_no_v1_.contains(controller.use)) return why_no_v2_;
    if (const auto why = why_no_v1_.find(controller.use); why != why_no_v1_.end()) return why->second;
    if (!why_kept_.empty()) return why_kept_;
    return fmt::format("the control groups of version 2 have no controller {} here", controller.name);
  }

  Result<void> settle_limits() {
    WorkerLimits& of_groups = taken_.groups_.limits;
    of_groups = limits_;
    if (limits_.memory_bytes && !has(launcher::kGroupMemory)) limit_address_space();
    for (const LimitingController& controller : kLimitingControllers) {
      if (!is_limited(controller) || has(controller.use) || controller.use == launcher::kGroupMemory) continue;
      return fail({.kind = ErrorKind::plan,
                   .what = fmt::format("a control group with the controller {} is needed for it, and cannot be had",
                                       controller.name),
                   .where = controller.option,
                   .cause = why_missing(controller),
                   .advice = mode_ == CgroupMode::off ? "Leave out --cgroup off." : kWhereItCan});
    }
    return {};
  }

  void limit_address_space() {
    taken_.groups_.limits.memory_bytes.reset();
    taken_.address_space_limit_ = static_cast<std::uint64_t>(*limits_.memory_bytes);
    taken_.warnings_.push_back(
        {.code = "address_space_limited",
         .message = "--memory-max bounds the address space of each process of a worker, which is more than the memory "
                    "that it uses: " +
                    why_missing(kLimitingControllers.front()),
         .advice = kWhereItCan});
  }

  void note_sources() {
    const bool is_v2 = has(launcher::kGroupV2);
    const char* cpu = is_v2 ? "cgroup v2 cpu.stat" : "cgroup v1 cpuacct";
    const auto of = [&](std::uint32_t use) {
      return is_v2 && (taken_.groups_.hierarchies.front().uses & use) != 0 ? "cgroup v2 " : "cgroup v1 ";
    };
    taken_.sources_ = {
        {"cgroup", std::string(cpu) + ": the worker and all that it started"},
        {kMeanTreeCpu, std::string(cpu) + " over wall time"},
        {"cgroup.peak_pids", std::string(of(launcher::kGroupPids)) + "pids.peak"},
        {"cgroup.throttled_ms", std::string(of(launcher::kGroupCpu)) + "cpu.stat"},
        {"cgroup_memory_peak_mb", std::string(of(launcher::kGroupMemory)) + "memory peak; page cache too"},
        {"scheduling.cpu_pressure_ms", "cgroup v2 cpu.pressure, some"},
        {"scheduling.io_pressure_ms", "cgroup v2 io.pressure, some"},
        {"scheduling.memory_pressure_ms", "cgroup v2 memory.pressure, some"},
    };
  }

  void note_absences() {
    if (!has(launcher::kGroupV2)) {
      for (const char* kind : {"cpu", "io", "memory"}) {
        taken_.absent_.emplace(fmt::format("scheduling.{}_pressure_ms", kind), why_no_v2_);
      }
      if (!has(launcher::kGroupCpuacct)) taken_.absent_.emplace("cgroup", why_no_v2_);
    }
    for (const LimitingController& controller : kLimitingControllers) {
      if (has(controller.use) || (taken_.absent_.contains("cgroup") && controller.use != launcher::kGroupMemory))
        continue;
      std::string why = controller.use == launcher::kGroupCpu ? "--cpu-max was not given" : why_missing(controller);
      if (controller.use != launcher::kGroupCpu && can_take_v1(controller))
        why += "; --cgroup full takes that of version 1";
      taken_.absent_.emplace(controller.figure, std::move(why));
    }
  }

  CgroupMode mode_;
  const WorkerLimits& limits_;
  const SystemFiles& files_;
  WorkerCgroups& taken_;
  std::string why_no_v2_;
  std::string why_kept_;  // a controller of version 2, by the own group
  std::map<std::uint32_t, std::string> why_no_v1_;
};

Result<std::unique_ptr<WorkerCgroups>> WorkerCgroups::make(CgroupMode mode, const WorkerLimits& limits,
                                                           const SystemFiles& files) {
  auto taken = std::make_unique<WorkerCgroups>();
  if (auto chosen = CgroupChoice(mode, limits, files, *taken).choose(); !chosen) return fail(chosen.error());
  return taken;
}

WorkerCgroups::~WorkerCgroups() {
  for (const GroupHierarchy& hierarchy : groups_.hierarchies) {
    launcher::end_group(hierarchy.folder.c_str(), kGroupsEndWithinMs);
  }
}

void WorkerCgroups::note(RunRecord& record) const {
  record.absent.insert(absent_.begin(), absent_.end());
  record.warnings.insert(record.warnings.end(), warnings_.begin(), warnings_.end());
  record.sources.insert(sources_.begin(), sources_.end());
  if (record.absent.contains("cgroup")) record.sources.erase(kMeanTreeCpu);
}

}  // namespace perfbench
