// One entry of v4's runs[].
#pragma once

#include "model/iteration_record.h"
#include "reporters/json_writer.h"

namespace perfbench {

// Its members, within an object that has been begun.
void write_v4_run_members(JsonWriter& writer, const IterationRecord& iteration);

}  // namespace perfbench
