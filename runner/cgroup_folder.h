// Folders of control groups that a run makes below the group that it is in, and what killed runs have left of theirs.
#pragma once

#include <string>

namespace perfbench {

// Makes `own`/perfbench-<pid>, or perfbench-<pid>-2 and so on where that is taken, in which processes can be put by
// this one; removes those of runs that are over. Returns its path; empty, and errno, where that cannot be done.
std::string make_cgroup_folder(const std::string& own);

// Files of a group. False, and errno, where that is refused.
bool write_cgroup_file(const std::string& group, const char* name, const std::string& text);

}  // namespace perfbench
