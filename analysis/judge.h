// Summary -> verdict: every rule of the plan held against its figure.
#pragma once

#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"
#include "model/verdict.h"

namespace perfbench {

// failed_runs_total == 0 is judged first unless a rule of the plan names that figure. Fail when a check is broken or
// the deadline cut the run short; Error when the run was interrupted, or broke off, or for another reason has no
// complete iteration. Without one there are no checks. The reason names the ending, if any, and then the first broken
// check.
Judgement judge(const Plan& plan, const RunRecord& record, const Summary& summary);

// The check of one rule, whether or not the run is judged by it.
Check check(const SlaRule& rule, const Summary& summary);

}  // namespace perfbench
