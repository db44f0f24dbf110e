// One entry of v4's runs[].
#pragma once

#include <string>
#include <vector>

#include "model/iteration_record.h"
#include "model/summary.h"
#include "reporters/json_writer.h"

namespace perfbench {

// What a profiler saw of the command; empty where none did.
struct RunTrace {
  std::string path;
  std::vector<Hotspot> hotspots;
};

// Its members, within an object that has been begun.
void write_v4_run_members(JsonWriter& writer, const IterationRecord& iteration, const RunTrace& trace = {});

}  // namespace perfbench
