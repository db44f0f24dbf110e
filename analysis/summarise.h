// Run record -> summary: the statistics of every figure of v4 over the measured iterations.
#pragma once

#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"

namespace perfbench {

// Every frozen key is there, absent (null) where nothing was measured, with its reason in Summary::not_measured.
Summary summarise(const RunRecord& record, const Plan& plan);

}  // namespace perfbench
