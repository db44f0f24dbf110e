// A broken rule on time -> what explains it: which functions, phases and resources changed since the last good run, or,
// where there is none, where the time goes now.
#pragma once

#include <optional>
#include <string>

#include "model/diagnosis.h"
#include "model/stack_profile.h"
#include "model/summary.h"
#include "model/verdict.h"

namespace perfbench {

// A run of the same command on the same machine that kept its rules.
struct GoodRun {
  std::string run_dir;
  std::string git_commit;
  Summary summary;
  std::optional<StackProfile> profile;
};

// Whether a check is broken that is on time.
bool breaks_a_rule_on_time(const Judgement& judgement);

// `profile` is of this run; absent where none could be taken.
Diagnosis diagnose(const Summary& now, const std::optional<StackProfile>& profile, const std::optional<GoodRun>& good);

}  // namespace perfbench
