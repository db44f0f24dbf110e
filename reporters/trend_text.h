// A measurement's history as text.
#pragma once

#include <string>
#include <vector>

#include "model/trend_point.h"
#include "model/unit.h"

namespace perfbench {

// Lines "2026-11-21 22:55:01  12.5 ms", the change from the point before beside it.
std::string render_trend_table(const std::vector<TrendPoint>& points, Unit unit);

// "time,<figure>" and a line for each point: 2026-11-21T22:55:01.000+00:00 and the value in full.
std::string render_trend_csv(const std::string& figure, const std::vector<TrendPoint>& points);

}  // namespace perfbench
