// v4's resource_budget: where the time, the processors and the processes of a run went, derived from its other figures.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "model/run_figures.h"
#include "model/run_record.h"

namespace perfbench {

// Figures by their dotted path under summary.
using FigureValues = std::map<std::string, Measured, std::less<>>;

// Workers of the completed iterations.
struct WorkerCounts {
  int total = 0;
  int successful = 0;
  int timed_out = 0;

  int failed() const { return total - successful; }
};

WorkerCounts count_workers(const RunRecord& record);

// Adds every resource_budget figure, absent where one that it is made of is absent.
void add_resource_budget(FigureValues& values, const WorkerCounts& workers);

}  // namespace perfbench
