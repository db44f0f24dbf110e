// A measurement's history as text.
#pragma once

#include <string>
#include <vector>

#include "model/trend_point.h"

namespace perfbench {

// Lines "2026-11-21 22:55:01  12.5 ms", the change from the point before beside it; `figure` gives the unit.
std::string render_trend_table(const std::string& figure, const std::vector<TrendPoint>& points);

// "time,<figure>" and a line for each point: 2026-11-21T22:55:01.000+00:00 and the value in full.
std::string render_trend_csv(const std::string& figure, const std::vector<TrendPoint>& points);

// "latency_ms.p95" in ms; none where the figure is not known.
std::string unit_text_of(const std::string& figure);

}  // namespace perfbench
