// The folders in which the launcher makes a control group for each worker: below the group that PerfBench itself is in,
// of version 2 where that is mounted and may be written, and of version 1 where that is asked for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/probe_plan.h"
#include "model/run_record.h"
#include "model/worker_limits.h"
#include "runner/launcher.h"
#include "runner/system_files.h"
#include "runner/vacated_cgroup.h"

namespace perfbench {

class WorkerCgroups {
 public:
  // Also removes what killed runs have left there. Errors (plan): a limit that nothing here can set, with what would
  // help. Where memory cannot be limited, the address space is, with a warning.
  static Result<std::unique_ptr<WorkerCgroups>> make(CgroupMode mode, const WorkerLimits& limits,
                                                     const SystemFiles& files = SystemFiles());
  WorkerCgroups() = default;
  WorkerCgroups(const WorkerCgroups&) = delete;
  WorkerCgroups& operator=(const WorkerCgroups&) = delete;
  // Ends all that is still in them, and removes them: after the launcher, which does so too.
  ~WorkerCgroups();

  const WorkerGroups& groups() const { return groups_; }
  std::uint64_t address_space_limit() const { return address_space_limit_; }

  // Tells where the figures of groups come from, why others are absent, and what else must be known.
  void note(RunRecord& record) const;

 private:
  friend class CgroupChoice;

  WorkerGroups groups_;
  std::uint64_t address_space_limit_ = 0;
  VacatedCgroup vacated_;
  std::map<std::string, std::string> sources_;
  std::map<std::string, std::string> absent_;
  std::vector<Warning> warnings_;
};

}  // namespace perfbench
