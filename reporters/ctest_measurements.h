// The figures as CTest measurements, which CTest puts into Test.xml and CDash graphs. Each element is one line.
#pragma once

#include <string>
#include <vector>

#include "model/run_result.h"

namespace perfbench {

// Lines with their newline; each must reach stdout in a single write().
std::vector<std::string> render_ctest_measurements(const RunResult& result);

}  // namespace perfbench
