// One value of a figure's history.
#pragma once

#include <cstdint>

namespace perfbench {

struct TrendPoint {
  std::int64_t time_ms = 0;  // since 1970 in UTC
  double value = 0;
};

}  // namespace perfbench
