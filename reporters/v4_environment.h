// The object "environment" of v4's result.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/run_result.h"

namespace perfbench {

// Every key is there; what is not known is null, and "not_read" may say why.
nlohmann::ordered_json v4_environment(const RunResult& result);

}  // namespace perfbench
