// iteration-###.json -> the iteration's record: what is left of a run that could not write its summary.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/iteration_log.h"
#include "model/iteration_record.h"

namespace perfbench {

// Written again, the record is the same text. `origin` names the text in errors. Errors (plan): broken JSON with its
// position, not an iteration of v4.
Result<IterationRecord> read_iteration(std::string_view text, const std::string& origin);

// summary.json -> the iterations in it. Errors (plan): as above, of the first that is none.
Result<IterationLog> read_runs(std::string_view summary, const std::string& origin);

}  // namespace perfbench
