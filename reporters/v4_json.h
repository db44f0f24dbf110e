// The v4 result as JSON; docs/schema/v4.schema.json describes it.
#pragma once

#include <string>

#include "model/run_result.h"
#include "reporters/byte_sink.h"

namespace perfbench {

void write_v4_json(const RunResult& result, const ByteSink& sink);
// iteration-###.json: the entry of runs[] with schema_version, by itself.
std::string render_v4_iteration(const IterationRecord& iteration);

}  // namespace perfbench
