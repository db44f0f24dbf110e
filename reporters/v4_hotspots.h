// Hotspots as v4 writes them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "model/summary.h"

namespace perfbench {

nlohmann::ordered_json v4_hotspots(const std::vector<Hotspot>& hotspots);

}  // namespace perfbench
