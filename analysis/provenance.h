// Where the figures of a summary come from, and why others are absent.
#pragma once

#include <string>

#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"

namespace perfbench {

// Fills Summary::sources and Summary::not_measured. `summary.figures` begin with those of
// figure_catalogue(), in its order.
void add_provenance(Summary& summary, const RunRecord& record, const Plan& plan);

// Why `path` has no value: the entry of Summary::not_measured for it or for the nearest object that holds it; "not
// measured" without one.
std::string absence_reason(const Summary& summary, const FigurePath& path);

}  // namespace perfbench
