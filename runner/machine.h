// Reads the machine's description for the result.
#pragma once

#include "model/environment.h"
#include "runner/system_files.h"

namespace perfbench {

// All of it that stays as it is while a run lasts, and its load at this moment; git_dirty is not asked for, since that
// would take a program (runner/git_dirty.h). In about a millisecond.
Environment describe_machine(const SystemFiles& files = SystemFiles());

}  // namespace perfbench
