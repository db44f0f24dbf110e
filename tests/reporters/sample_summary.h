// The summaries of the sample results, reckoned apart from analysis/.
#pragma once

#include "model/run_record.h"
#include "model/summary.h"

namespace perfbench::samples {

// The statistics of `record`'s iterations, with every figure of the catalogue.
Summary summarised(const RunRecord& record);

}  // namespace perfbench::samples
