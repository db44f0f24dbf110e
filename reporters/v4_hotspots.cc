#include "reporters/v4_hotspots.h"

#include <nlohmann/json.hpp>

#include "reporters/v4_value.h"

namespace perfbench {

using nlohmann::ordered_json;

ordered_json v4_hotspots(const std::vector<Hotspot>& hotspots) {
  ordered_json list = ordered_json::array();
  for (const Hotspot& hotspot : hotspots) {
    list.push_back({{"frame", hotspot.frame},
                    {"weight_ms", hotspot.weight_ms},
                    {"samples", hotspot.samples},
                    {"module", v4_text(hotspot.module)},
                    {"share_pct", v4_number(hotspot.share_pct)},
                    {"total_weight_ms", v4_number(hotspot.total_weight_ms)}});
  }
  return list;
}

}  // namespace perfbench
