// v4's "profile": every option in force, so that a run can be repeated from its file.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/plan.h"

namespace perfbench {

// Of environment variables the names only, never the values.
nlohmann::ordered_json v4_profile(const Plan& plan);

}  // namespace perfbench
