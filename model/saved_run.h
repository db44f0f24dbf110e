// A saved result with what goes beyond its figures: all that a dashboard is told of it.
#pragma once

#include <string>
#include <vector>

#include "model/environment.h"
#include "model/saved_result.h"
#include "model/verdict.h"

namespace perfbench {

struct SavedRun {
  SavedResult result;
  std::string test_name;  // one line, not empty; where the result has none, that of its profile or its folder
  std::string started_at;
  std::string reason;
  std::vector<Check> checks;
  std::vector<std::string> measurements;  // expressions that choose the figures for a dashboard
  Environment environment;
  std::vector<double> durations_ms;  // of the iterations, in their order
};

}  // namespace perfbench
