// The recorded summaries of the earlier harness, and the run records that they were made of.
#pragma once

#include <string>
#include <vector>

#include "model/run_record.h"

namespace perfbench {

std::string read_test_data(const std::string& name);

// Names of the recorded summaries, without .json, sorted.
std::vector<std::string> recorded_names();
std::string recorded_text(const std::string& name);
// The iterations of its runs[]: their figures, and workers that ended as it says.
RunRecord recorded_runs(const std::string& name);

}  // namespace perfbench
