// Saved runs as the builds of a dashboard.
#pragma once

#include <string>
#include <vector>

#include "cdash/submission.h"
#include "model/error.h"
#include "saved_run_files.h"

namespace perfbench {

struct DashboardNames {
  std::string destination;  // server and project, part of what makes a stamp unique
  std::string site;         // empty: the machine's name
  std::string build;        // empty: its system and architecture
  std::string group = "Experimental";
};

// One build where each test has one result; of several results of a test each has a build of its own, the oldest first.
// The same results make the same builds, with the same stamps, at each call. `measurements` chooses the figures; empty:
// as the runs say themselves. Errors: (usage) a name that is none; (plan) a result without a time; (harness) a file
// that cannot be read or packed.
Result<std::vector<Submission>> dashboard_builds(std::vector<SavedRunFile> runs, const DashboardNames& names,
                                                 const std::vector<std::string>& measurements);

}  // namespace perfbench
