// What a reader of the figures must know before trusting them.
#pragma once

#include <vector>

#include "model/environment.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"
#include "model/warning.h"

namespace perfbench {

std::vector<Warning> advise(const Plan& plan, const RunRecord& record, const Summary& summary,
                            const Environment& environment);

}  // namespace perfbench
