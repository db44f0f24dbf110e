// One entry of v4's runs[].
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/run_record.h"

namespace perfbench {

nlohmann::ordered_json v4_run_entry(const IterationRecord& iteration);

}  // namespace perfbench
